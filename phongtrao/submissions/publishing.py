"""A next version of a plan comes into force: what stands against it, whom it touches, the act.

Versions that units handed in never change. A closed round keeps the definitions it was closed
under; an open round is asked anew: who owes what by when, and the columns of its projection.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.amendment_checks import amendment_problems
from phongtrao.plan.amendments import in_force
from phongtrao.plan.definitions import Form, Package
from phongtrao.programmes import actions
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Owed, PackageDraft, PackageVersion, Round
from phongtrao.submissions import projections, rebuilding
from phongtrao.submissions.models import Submission

BATCH = 2_000


@dataclass(frozen=True)
class Touched:
    """Unit ids of one open round whose obligation a next version changes, by what changes."""

    round: Round
    added: frozenset[int]
    removed: frozenset[int]
    moved: frozenset[int]
    asked: frozenset[int]

    @property
    def units(self) -> frozenset[int]:
        """Every unit touched, once."""
        return self.added | self.removed | self.moved | self.asked


def touched(after: Package) -> list[Touched]:
    """Return the open rounds of the programme asked about in which obligations would change."""
    before, coming = programmes.package(), in_force(after)
    found = [_touched(round_, before, coming) for round_ in _open_rounds()]
    return [item for item in found if item.units]


def _open_rounds() -> list[Round]:
    return list(programmes.rounds().filter(state=Round.State.OPEN))


def _touched(round_: Round, before: Package, after: Package) -> Touched:
    owes = {row.unit_id: row for row in programmes.owed(round_)}
    form = after.forms.get(round_.form)
    period = Period.parse(round_.period)
    wanted = {} if form is None else _by_unit(actions.what_is_owed(round_, form, period))
    both = owes.keys() & wanted.keys()
    changed = set() if form is None else _asked_otherwise(before.forms[round_.form], form, owes)
    return Touched(
        round_,
        frozenset(wanted.keys() - owes.keys()),
        frozenset(owes.keys() - wanted.keys()),
        frozenset(unit for unit in both if owes[unit].deadline != wanted[unit].deadline),
        frozenset(unit for unit in both if (owes[unit].group, owes[unit].subkind) in changed),
    )


def _by_unit(rows: list[Owed]) -> dict[int, Owed]:
    return {row.unit_id: row for row in rows}


def _asked_otherwise(before: Form, after: Form, owes: dict[int, Owed]) -> set[tuple[str, str]]:
    """Classes of units (group, subkind) that the form asks other questions than before."""
    classes = {(row.group, row.subkind) for row in owes.values()}
    return {one for one in classes if before.fields_for(*one) != after.fields_for(*one)}


def reasons(after: Package, based_on: int | None = None) -> list[Finding]:
    """Return why a package cannot come into force; empty when it can.

    `based_on`: the version the package was made from, when it is a draft.
    """
    found = list(amendment_problems(after))
    newest = programmes.package_version().number
    if based_on is not None and based_on != newest:
        found.append(
            Finding(
                code="publish.stale",
                place=after.id,
                message=f"Bản dự thảo lập từ phiên bản {based_on}; nay là phiên bản {newest}.",
                hint="Lập lại dự thảo từ phiên bản mới nhất.",
                message_en=f"The draft was made from version {based_on}; now it is {newest}.",
            )
        )
    return [*found, *_lost_fields(after)]


def _lost_fields(after: Package) -> Iterator[Finding]:
    """Fields that rounds already asked: their figures could not be computed or proved any more."""
    before = programmes.package()
    for form in before.forms.values():
        asked = list(programmes.rounds(form.id).values_list("period", flat=True))
        new = after.forms.get(form.id)
        held = {} if new is None else new.columns()
        for name, kind in form.columns().items() if asked else ():
            if held.get(name) != kind:
                yield Finding(
                    code="publish.field_lost",
                    place=f"forms/{form.id}.yaml",
                    message=f"Biểu “{form.id}” bỏ hoặc đổi kiểu mục “{name}” đã có số liệu.",
                    hint="Giữ mục này; thêm mục mới với mã khác.",
                    message_en=f"Form {form.id} drops or retypes field {name}, which has data.",
                )


@transaction.atomic
def put_in_force(
    *, package: Package, by: Post | None, note: str = "", based_on: int | None = None
) -> PackageVersion:
    """Publish a package as the next version of its programme and ask the open rounds anew.

    Refusal `publish.refused` (422) with `data["findings"]`; the same content changes nothing.
    """
    with programmes.running(package.id):
        found = reasons(package, based_on)
        if found:
            raise Refusal(
                code="publish.refused",
                message=f"Chưa công bố được: {found[0].message}",
                message_en=f"Not published: {found[0].message_en or found[0].message}",
                status=422,
                data={"findings": found},
            )
        before = programmes.package_version().number
        changes = touched(package)
        version = actions.publish_package(package=package, by=by, note=note)
        if version.number != before:
            digest = {"type": "publish", "plan": package.id, "digest": version.digest}
            append({**digest, "number": version.number, "post": by.pk if by else None})
            _follow(changes)
    return version


@transaction.atomic
def publish_draft(*, draft: PackageDraft, by: Post | None) -> PackageVersion:
    """Put a draft in force; Refusal `draft.closed` when it is published or dropped already."""
    held = PackageDraft.objects.select_for_update().get(pk=draft.pk)
    actions.require_open(held)
    version = put_in_force(
        package=programmes.package_of_draft(held), by=by, note=held.title, based_on=held.based_on
    )
    held.state = PackageDraft.State.PUBLISHED
    held.became = version.number
    held.save(update_fields=["state", "became"])
    record(verb="programme.draft_published", by=by, object=held, data={"number": version.number})
    return version


def _follow(changes: list[Touched]) -> None:
    """Write down what open rounds now ask, and rebuild the projections that changed.

    A report that was handed in stays late or in time as it was on the day it came.
    """
    forms = programmes.package().forms
    for change in changes:
        _owe_anew(change, forms.get(change.round.form))
    stale = {change.round.form for change in changes if change.added or change.removed}
    for form in forms.values():
        if form.id in stale or not projections.exists(form):
            rebuilding.rebuild(form)


def _owe_anew(change: Touched, form: Form | None) -> None:
    """Add, move and take back what units owe; what a unit handed in stays owed."""
    spoke = Submission.objects.filter(round=change.round, unit_id__in=change.removed)
    kept = set(spoke.values_list("unit_id", flat=True))
    Owed.objects.filter(round=change.round, unit_id__in=change.removed - kept).delete()
    if form is None:
        return
    period = Period.parse(change.round.period)
    wanted = _by_unit(actions.what_is_owed(change.round, form, period))
    Owed.objects.bulk_create([wanted[unit] for unit in sorted(change.added)], batch_size=BATCH)
    late = list(programmes.owed(change.round).filter(unit_id__in=change.moved))
    for row in late:
        row.deadline = wanted[row.unit_id].deadline
        if row.extended_to and row.extended_to <= row.deadline:
            row.extended_to = None  # the plan itself now gives that day
    Owed.objects.bulk_update(late, ["deadline", "extended_to"], batch_size=BATCH)
