"""Nouns of the programmes room: the plan in force, its rounds, what each unit owes.

Several plans may run in one installation. Each question is asked about one of them: the one named
by `running(code)` around it (a request, a command), else the first that was published.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.remembering import apart, remembered
from phongtrao.database.prepared import question
from phongtrao.plan.amendments import in_force
from phongtrao.plan.definitions import Form, Package
from phongtrao.programmes.models import Owed, PackageDraft, PackageVersion, Programme, Round

#: In a query: the deadline that counts, extended or the plan's (`Owed.before`).
COUNTS = Coalesce("extended_to", "deadline")
_CODE: ContextVar[str] = ContextVar("programme", default="")
_TRIED: ContextVar[Package | None] = ContextVar("tried_package", default=None)


@contextmanager
def running(code: str) -> Iterator[None]:
    """Ask everything inside about the programme with this code ('': the first one).

    Refusal `programme.unknown` (404) when no such plan was published.
    """
    if code and code != _CODE.get() and not Programme.objects.filter(code=code).exists():
        raise Refusal(
            code="programme.unknown",
            message=f"Không có kế hoạch “{code}”. Xem danh sách kế hoạch.",
            message_en=f"There is no plan “{code}”.",
            status=404,
        )
    token = _CODE.set(code)
    try:
        with apart():
            yield
    finally:
        _CODE.reset(token)


@contextmanager
def trying(package: Package) -> Iterator[None]:
    """Answer inside as if this package were published: nothing is written, for dry runs only."""
    space = _space(programme())
    token = _TRIED.set(in_force(package).placed(space))
    try:
        with apart():
            yield
    finally:
        _TRIED.reset(token)


def programmes() -> list[Programme]:
    """Return all plans that run here, the first published first."""
    return list(Programme.objects.order_by("id"))


@remembered
def programme() -> Programme:
    """Return the programme asked about; Refusal `programme.none` before any is published."""
    code = _CODE.get()
    found = _plan.first(code) if code else _first_plan.first()
    if found is None:
        raise Refusal(
            code="programme.none",
            message="Chưa có kế hoạch nào được công bố. Chạy: phongtrao setup",
            message_en="No plan has been published. Run: phongtrao setup",
            status=503,
        )
    return found


@question
def _plan(code: str) -> QuerySet[Programme]:
    return Programme.objects.filter(code=code)


@question
def _first_plan() -> QuerySet[Programme]:
    return Programme.objects.order_by("id")[:1]


@remembered
def package_version() -> PackageVersion:
    """Return the newest published version of the plan."""
    code = _CODE.get()
    found = _newest_named.first(code) if code else _newest.first()
    if found is None:
        programme()
        raise PackageVersion.DoesNotExist
    return found


@question
def _newest() -> QuerySet[PackageVersion]:
    """The newest published version of the first plan."""
    return PackageVersion.objects.order_by("programme_id", "-number").defer("content")[:1]


@question
def _newest_named(code: str) -> QuerySet[PackageVersion]:
    """The newest published version of the plan with this code."""
    found = PackageVersion.objects.filter(programme__code=code).order_by("-number")
    return found.defer("content")[:1]


def versions() -> "QuerySet[PackageVersion]":
    """Return the published versions of the programme asked about, newest first, without content."""
    return PackageVersion.objects.filter(programme=programme()).order_by("-number").defer("content")


@remembered
def package() -> Package:
    """Return the plan package in force (parsed once for each published version)."""
    tried = _TRIED.get()
    if tried is not None:
        return tried
    newest = package_version()
    return _parsed(newest.pk, newest.digest)


@lru_cache(maxsize=16)
def _parsed(version_id: int, digest: str) -> Package:
    found = PackageVersion.objects.select_related("programme").get(pk=version_id, digest=digest)
    package = Package.model_validate_json(found.content)
    return in_force(package).placed(_space(found.programme))


def _space(of: Programme) -> str:
    """What sets the tables of a further plan apart: empty for the first plan."""
    return "" if of == _first_plan.first() else f"p{of.pk}"


@remembered
def package_at(number: int) -> Package:
    """Return the package as published under a number; Refusal `version.unknown` (404)."""
    found = _numbered.first(programme().pk, number)
    if found is None:
        raise _no_version(number)
    return _parsed(found.pk, found.digest)


@question
def _numbered(programme_id: int, number: int) -> QuerySet[PackageVersion]:
    return PackageVersion.objects.filter(programme=programme_id, number=number).defer("content")


def package_in(period: Period) -> Package:
    """Return the package a period is judged by: the one in force when its rounds were closed.

    While a round of the period is open (or none was opened) it is the newest one.
    """
    number = _kept_number(period)
    return package() if number is None else package_at(number)


def number_in(period: Period) -> int:
    """Return the number of the version a period is judged by."""
    return _kept_number(period) or package_version().number


@remembered
def _kept_number(period: Period) -> int | None:
    """The version all rounds of a period were closed under; None while one is open."""
    opened = rounds_in(period)
    kept = [one.package_number for one in opened if one.state == Round.State.CLOSED]
    if not kept or len(kept) < len(opened) or None in kept:
        return None
    return max(number for number in kept if number is not None)


@remembered
def package_of(round_: Round) -> Package:
    """Return the newest package of the plan a round belongs to, whichever is asked about."""
    tried = _TRIED.get()
    if tried is not None and round_.programme_id == programme().pk:
        return tried
    found = PackageVersion.objects.filter(programme=round_.programme_id).order_by("-number")
    return _parsed(*found.values_list("id", "digest")[0])


@remembered
def number_of(round_: Round) -> int:
    """Return the number of the newest version of the plan a round belongs to."""
    found = PackageVersion.objects.filter(programme=round_.programme_id).order_by("-number")
    return int(found.values_list("number", flat=True)[0])


def drafts() -> "QuerySet[PackageDraft]":
    """Return the drafts of the programme asked about that are neither published nor dropped."""
    found = PackageDraft.objects.filter(programme=programme(), state=PackageDraft.State.DRAFT)
    return found.order_by("-made_at").defer("content")


def draft(draft_id: int) -> PackageDraft:
    """Return a draft of the programme asked about; Refusal `draft.unknown` (404)."""
    found = PackageDraft.objects.filter(programme=programme(), pk=draft_id).first()
    if found is None:
        raise Refusal(
            code="draft.unknown",
            message="Không có bản dự thảo này. Xem trang Phiên bản của kế hoạch.",
            message_en="There is no such draft. See the versions of the plan.",
            status=404,
        )
    return found


def package_of_draft(draft: PackageDraft) -> Package:
    """Return the package a draft would put in force, as signed with its amendments beside it."""
    return Package.model_validate_json(draft.content)


def signed_package(number: int | None = None) -> Package:
    """Return a package as published (the newest without a number): signed, amendments beside."""
    found = PackageVersion.objects.filter(programme=programme()).order_by("-number")
    version = (found.filter(number=number) if number else found).first()
    if version is None:
        raise _no_version(number or 1)
    return Package.model_validate_json(version.content)


def _no_version(number: int) -> Refusal:
    return Refusal(
        code="version.unknown",
        message=f"Kế hoạch không có phiên bản {number}.",
        message_en=f"The plan has no version {number}.",
        status=404,
    )


@remembered
def code_of(round_: Round) -> str:
    """Return the code of the plan a round belongs to."""
    return Programme.objects.values_list("code", flat=True).get(pk=round_.programme_id)


def known(code: str) -> str:
    """Return the code where a further plan bears it; '' for the first plan and for unknown codes.

    The first plan is the one meant when none is named, so its own code is written as ''.
    """
    if not code:
        return ""
    codes = list(Programme.objects.order_by("id").values_list("code", flat=True))
    return code if code in codes[1:] else ""


def asked_code() -> str:
    """Return the code of the plan asked about by name, '' where the first one is meant."""
    return _CODE.get()


def form_of(round_: Round) -> Form:
    """Return the form a round asks for, of the plan it belongs to."""
    return package_of(round_).forms[round_.form]


def all_forms() -> list[Form]:
    """Return the forms of every plan that runs here, each knowing its plan."""
    found: list[Form] = []
    for item in programmes():
        with running(item.code):
            found += package().forms.values()
    return found


def rounds_of(form: Form) -> "QuerySet[Round]":
    """Return the rounds of a form in its own plan, newest period first."""
    listed = [item for item in programmes() if _space(item) == form.space]
    return Round.objects.filter(programme__in=listed, form=form.id)


@remembered
def is_demo() -> bool:
    """Tell whether demonstration data is loaded: every page then says so."""
    return Programme.objects.filter(is_demo=True).exists()


def rounds(form: str | None = None) -> "QuerySet[Round]":
    """Return the rounds, newest period first."""
    found = Round.objects.filter(programme=programme())
    return found.filter(form=form) if form else found


@remembered
def rounds_in(period: Period) -> list[Round]:
    """Return the rounds of all forms that were opened for a period."""
    return _rounds_in(programme().pk, period.code)


@question
def _rounds_in(programme_id: int, period: str) -> QuerySet[Round]:
    return Round.objects.filter(programme=programme_id, period=period)


@remembered
def round_of(form: str, period: Period) -> Round:
    """Return the round of a form in a period; Refusal `round.none` when it never opened."""
    found = _round.first(package_version().programme_id, form, period.code)
    if found is None:
        raise Refusal(
            code="round.none",
            message=f"Kỳ báo cáo {period.label} chưa mở. Xem danh sách kỳ đang mở.",
            message_en=f"The round {period.label_en} has not been opened.",
            status=404,
        )
    return found


@question
def _round(programme_id: int, form: str, period: str) -> QuerySet[Round]:
    return Round.objects.filter(programme=programme_id, form=form, period=period)


def periods(form: str) -> list[Period]:
    """Return the periods for which the form was opened, oldest first."""
    codes = rounds(form).values_list("period", flat=True)
    return sorted(Period.parse(code) for code in codes)


def owed(round_: Round) -> "QuerySet[Owed]":
    """Return what is owed in a round, by unit."""
    return Owed.objects.filter(round=round_).order_by("unit_id")


def extended_in(round_: Round, unit_ids: Iterable[int] | None = None) -> int:
    """Return how many units (of the given ones) have a later day than the plan's in a round."""
    found = Owed.objects.filter(round=round_, extended_to__isnull=False)
    wanted = None if unit_ids is None else set(unit_ids)
    units = found.values_list("unit_id", flat=True)
    return sum(wanted is None or unit in wanted for unit in units)


def owed_by(unit_id: int) -> "QuerySet[Owed]":
    """Return everything one unit owes, open rounds first, nearest deadline first."""
    return (
        Owed.objects.filter(unit_id=unit_id)
        .select_related("round")
        .order_by("-round__state", COUNTS)
    )


@remembered
def owed_in(round_: Round, unit_id: int) -> Owed:
    """Return what a unit owes in a round; Refusal `owed.none` when it owes nothing."""
    found = _owed.first(round_.pk, unit_id)
    if found is None:
        raise Refusal(
            code="owed.none",
            message="Đơn vị này không phải gửi biểu này trong kỳ này.",
            message_en="This unit does not owe this form in this round.",
            status=404,
        )
    found.round = round_
    return found


@question
def _owed(round_id: int, unit_id: int) -> QuerySet[Owed]:
    return Owed.objects.filter(round_id=round_id, unit_id=unit_id)


def is_open(round_: Round, today: date) -> bool:
    """Tell whether the round takes versions today."""
    return round_.state == Round.State.OPEN and round_.opens <= today
