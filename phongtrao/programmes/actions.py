"""Verbs of the programmes room: publish a package, open and close rounds."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import record
from phongtrao.core.dates import TZ
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs.models import UnitState
from phongtrao.orgs.queries import units_on
from phongtrao.plan.amendment_checks import amendment_problems
from phongtrao.plan.amendments import Amendment, amended
from phongtrao.plan.definitions import Form, Package
from phongtrao.plan.reader import read_package
from phongtrao.programmes import areas, queries
from phongtrao.programmes.models import Owed, PackageDraft, PackageVersion, Programme, Round
from phongtrao.rules.scope import in_scope

BATCH = 2_000


@transaction.atomic
def publish(*, folder: Path, by: Post | None, is_demo: bool = False) -> PackageVersion:
    """Publish the package in `folder` as the next version; the same content changes nothing.

    Raises PackageProblems when the package does not read.
    """
    package = read_package(folder)
    programme, _ = Programme.objects.update_or_create(
        code=package.id, defaults={"title": package.name}
    )
    if is_demo and not programme.is_demo:
        programme.is_demo = True
        programme.save(update_fields=["is_demo"])
    return publish_package(package=with_known_amendments(package), by=by)


@transaction.atomic
def publish_package(*, package: Package, by: Post | None, note: str = "") -> PackageVersion:
    """Publish a package of a known programme as its next version; the same content changes nothing.

    `note` says why, for the list of versions.
    """
    programme = Programme.objects.select_for_update().get(code=package.id)
    digest = package.digest()
    last = PackageVersion.objects.filter(programme=programme).order_by("-number").first()
    if last and last.digest == digest:
        return last
    version = PackageVersion.objects.create(
        programme=programme,
        number=last.number + 1 if last else 1,
        digest=digest,
        content=package.model_dump_json(exclude={"folder"}),
        published_at=timezone.now(),
        post_id=by.pk if by else None,
        note=note,
    )
    record(verb="programme.publish", by=by, object=version, data={"digest": digest, "note": note})
    return version


def with_known_amendments(package: Package) -> Package:
    """Return the package with the amendments that are in force and that its folder lacks."""
    found = PackageVersion.objects.filter(programme__code=package.id).order_by("-number").first()
    known = Package.model_validate_json(found.content).amendments if found else ()
    held = {item.id for item in package.amendments}
    for amendment in known:
        if amendment.id not in held:
            package = amended(package, amendment)
    return package


@transaction.atomic
def apply_amendment(*, amendment: Amendment, by: Post | None) -> PackageDraft:
    """Lay a document beside the signed plan as a draft; nothing is in force until it is published.

    Refusal `amendment.invalid` (422) with `data["findings"]` when it does not fit the plan.
    """
    package = amended(queries.signed_package(), amendment)
    found = amendment_problems(package)
    if found:
        raise Refusal(
            code="amendment.invalid",
            message=f"Cần sửa văn bản điều chỉnh: {found[0].message}",
            message_en=f"Correct the amendment: {found[0].message_en}",
            status=422,
            data={"findings": found},
        )
    return draft_package(package=package, title=amendment.document, by=by, amendment=amendment.id)


@transaction.atomic
def draft_package(
    *, package: Package, title: str, by: Post | None, amendment: str = ""
) -> PackageDraft:
    """Keep a package as a draft of the next version of its programme."""
    with queries.running(package.id):
        made = PackageDraft.objects.create(
            programme=queries.programme(),
            based_on=queries.package_version().number,
            amendment=amendment,
            title=title,
            content=package.model_dump_json(exclude={"folder"}),
            made_at=timezone.now(),
            post_id=by.pk if by else None,
        )
    record(verb="programme.draft", by=by, object=made, data={"title": title})
    return made


@transaction.atomic
def drop_draft(*, draft: PackageDraft, by: Post) -> None:
    """Put a draft aside; it stays in the history. Refusal `draft.closed`."""
    held = PackageDraft.objects.select_for_update().get(pk=draft.pk)
    require_open(held)
    held.state = PackageDraft.State.DROPPED
    held.save(update_fields=["state"])
    record(verb="programme.draft_dropped", by=by, object=held)


def require_open(draft: PackageDraft) -> None:
    """Refuse to act on a draft that is published or dropped already."""
    if draft.state != PackageDraft.State.DRAFT:
        raise Refusal(
            code="draft.closed",
            message="Bản dự thảo này đã công bố hoặc đã bỏ.",
            message_en="This draft is published or dropped already.",
            status=409,
        )


@transaction.atomic
def open_round(*, form: str, period: Period, by: Post | None, opens: date | None = None) -> Round:
    """Open a form for a period and write down who owes it; opening twice changes nothing."""
    package = queries.package()
    programme = queries.programme()
    definition = package.forms[form]
    round_, is_new = Round.objects.get_or_create(
        programme=programme,
        form=form,
        period=period.code,
        defaults={"opens": opens or period.start},
    )
    if is_new:
        _write_owed(round_, definition, period)
        record(verb="round.open", by=by, object=round_, data={"period": period.code})
    return round_


def _write_owed(round_: Round, form: Form, period: Period) -> None:
    rows = what_is_owed(round_, form, period)
    Owed.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def what_is_owed(round_: Round, form: Form, period: Period) -> list[Owed]:
    """Return what units owe in a round by these definitions, unsaved, by unit."""
    with queries.running(queries.code_of(round_)):
        states = areas.within(units_on(period.end), period.end)
    return [_owed(round_, form, period, state) for state in states if _owes(form, state)]


def _owes(form: Form, state: UnitState) -> bool:
    return bool(form.fields_for(state.group, state.subkind))


def _owed(round_: Round, form: Form, period: Period, state: UnitState) -> Owed:
    scoped, rule = in_scope(state.group, state.kind, state.subkind)
    return Owed(
        round=round_,
        unit_id=state.unit_id,
        group=state.group,
        kind=state.kind,
        subkind=state.subkind,
        in_scope=scoped,
        scope_rule=rule,
        deadline=form.deadline(state.group, state.subkind, period),
    )


def extend(*, rows: Iterable[Owed], until: date) -> None:
    """A later day counts for what is owed; the plan's deadline stays beside it. `jobs` decides."""
    Owed.objects.filter(pk__in=[row.pk for row in rows]).update(extended_to=until)


@transaction.atomic
def close_round(*, round_: Round, by: Post | None) -> Round:
    """Close a round: it takes no more versions and keeps the definitions in force now."""
    if round_.state == Round.State.CLOSED:
        raise Refusal(
            code="round.closed",
            message=f"Kỳ {round_.period} đã đóng.",
            message_en=f"Round {round_.period} is already closed.",
        )
    round_.state = Round.State.CLOSED
    round_.closes = timezone.now().astimezone(TZ).date()
    round_.package_number = queries.number_of(round_)
    round_.save(update_fields=["state", "closes", "package_number"])
    record(verb="round.close", by=by, object=round_)
    return round_
