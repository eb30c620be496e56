"""Verbs that settle what the law leaves open: options of criteria, the rubric of Decision 510."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments import laws, stepping
from phongtrao.assessments.models import Competence, Dossier, GradeBook, Setting
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.text import looks_like_person_id
from phongtrao.plan.rubrics import Rubric
from phongtrao.programmes import queries as programmes
from phongtrao.rules.grading import CONFIRMED, Book, Line, check_book, decimal_of

NO_DOCUMENT = ("Ghi số, ký hiệu văn bản làm căn cứ.", "Name the document this rests on.")
SETTLES = frozenset({"standing_office", "administrator"})


@transaction.atomic
def set_option(*, criteria: str, option: str, value: str, document: str, by: Post) -> Setting:
    """Choose how an open point is read, with the document that says so; older steps keep theirs.

    Refusal `settings.role` (403), `option.unknown` (404), `option.value`, `settings.document`.
    """
    _require_role(by, SETTLES)
    law = laws.criteria(criteria)
    known = {one.id: one for one in law.options}
    if option not in known or value not in {choice.id for choice in known[option].choices}:
        raise Refusal(
            code="option.unknown",
            message=f"Bộ tiêu chí không có lựa chọn “{option} = {value}”.",
            message_en=f"The criteria set has no option {option} = {value}.",
            status=404,
        )
    _require_document(document)
    made = Setting.objects.create(
        criteria=criteria,
        option=option,
        value=value,
        document=document.strip(),
        post_id=by.pk,
        at=timezone.now(),
    )
    said = {"criteria": criteria, "option": option, "value": value, "document": made.document}
    append({"type": "assessment_setting", **said, "post": by.pk})
    record(verb="assessment.set_option", by=by, object=made, data=said)
    return made


@transaction.atomic
def set_level(*, unit_id: int, level: str, from_year: int, document: str, by: Post) -> Competence:
    """Say which level decides about a unit from a year on; undecided dossiers move there.

    For agencies, enterprises and schools managed above the commune, or delegated. Refusal
    `level.fixed` (409) where the law names one level only, `settings.role`, `settings.document`.
    """
    _require_role(by, frozenset({"standing_office"}))
    _require_document(document)
    law = laws.subject(unit_id, from_year).criteria
    levels = [authority.level for authority in law.authorities]
    if len(levels) < 2 or level not in levels:
        raise Refusal(
            code="level.fixed",
            message="Với loại đơn vị này, pháp luật đã định cấp quyết định.",
            message_en="The law fixes the level that decides about this kind of unit.",
        )
    made = Competence.objects.create(
        unit_id=unit_id,
        level=level,
        from_year=from_year,
        document=document.strip(),
        post_id=by.pk,
        at=timezone.now(),
    )
    open_ones = Dossier.objects.filter(about="title", unit_id=unit_id, year__gte=from_year)
    open_ones.filter(decision=None).update(level=level)
    said = {"unit": unit_id, "level": level, "from_year": from_year, "document": made.document}
    append({"type": "assessment_level", **said, "post": by.pk})
    record(verb="assessment.set_level", by=by, object=made, data=said)
    return made


@transaction.atomic
def confirm_rubric(
    *,
    rubric: str,
    from_year: int,
    items: Sequence[Mapping[str, str]],
    cutoffs: Sequence[Mapping[str, str]],
    document: str,
    by: Post,
    cap: str = "",
) -> GradeBook:
    """Enter a rubric from its source document: this opens grading for real from `from_year` on.

    items: {id, label, points}; cutoffs: {grade, least}, best first; cap: best grade without the
    title, '' for none. Published points must stand as published. Only the administrator may.
    Refusal `rubric.invalid` (422, findings), `settings.role` (403), `settings.document` (422).
    """
    _require_role(by, frozenset({"administrator"}))
    wrong = rubric_findings(rubric_of(rubric), items, cutoffs, cap)
    if wrong and not document.strip():  # both are said at once
        text, text_en = NO_DOCUMENT
        wrong.append(Finding("settings.document", "document", text, message_en=text_en))
    stepping.refuse_all(wrong, "rubric.invalid")
    _require_document(document)
    made = GradeBook.objects.create(
        rubric=rubric,
        from_year=from_year,
        items=[_item(item) for item in items],
        cutoffs=[{"grade": c["grade"], "least": _points(c["least"])} for c in cutoffs],
        cap=cap,
        document=document.strip(),
        post_id=by.pk,
        at=timezone.now(),
    )
    said = {"rubric": rubric, "from_year": from_year, "items": made.items, "cutoffs": made.cutoffs}
    append({"type": "grade_book", **said, "document": made.document, "post": by.pk})
    record(verb="assessment.confirm_rubric", by=by, object=made, data={"rubric": rubric})
    return made


def rubric_of(code: str) -> Rubric:
    """Return a rubric of the package; Refusal `rubric.none` (404)."""
    found = programmes.package().rubrics.get(code)
    if found is None:
        raise Refusal(
            code="rubric.none",
            message=f"Không có bảng điểm “{code}”.",
            message_en=f"There is no rubric {code}.",
            status=404,
        )
    return found


def rubric_findings(
    definition: Rubric,
    items: Sequence[Mapping[str, str]],
    cutoffs: Sequence[Mapping[str, str]],
    cap: str = "",
) -> list[Finding]:
    """Return everything wrong with an entered rubric; a page shows it while one types."""
    numbers = [
        *((item["id"], item.get("points", "")) for item in items),
        *((str(cut.get("grade", "")), cut.get("least", "")) for cut in cutoffs),
    ]
    bad = [place for place, text in numbers if decimal_of(text) is None]
    if bad:
        text = "Điểm viết bằng số, tối đa hai chữ số thập phân."
        return [Finding("rubric.number", place, text, message_en="Points are numbers.")
                for place in bad]  # fmt: skip
    book = Book(
        definition.id,
        CONFIRMED,
        tuple(
            Line(item["id"], item.get("label", ""), "", Decimal(_points(item["points"])))
            for item in items
        ),
        tuple((cut["grade"], Decimal(_points(cut["least"]))) for cut in cutoffs),
        cap,
    )
    return [*check_book(book), *_labels(items), *_published(definition, book)]


def _labels(items: Sequence[Mapping[str, str]]) -> list[Finding]:
    text, text_en = "Ghi nội dung của mục theo văn bản nguồn.", "Name the item as its source does."
    return [
        Finding("rubric.label", item["id"], text, message_en=text_en)
        for item in items
        if not item.get("label", "").strip() or looks_like_person_id(item["label"])
    ]


def _published(definition: Rubric, book: Book) -> list[Finding]:
    entered = {line.id: line.points for line in book.lines}
    found = []
    for item in definition.items:
        if item.published and entered.get(item.id) != Decimal(str(item.points)):
            text = f"Mục “{item.label}” đã công bố là {item.points} điểm, phải giữ nguyên."
            text_en = f"{item.id} is published with {item.points} points."
            found.append(Finding("rubric.published", item.id, text, message_en=text_en))
    return found


def _item(item: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": item["id"],
        "label": item["label"].strip(),
        "label_en": item.get("label_en", "").strip(),
        "points": _points(item["points"]),
    }


def _points(text: str) -> str:
    return canonical(str(decimal_of(text))).strip('"')


def _require_role(by: Post, roles: frozenset[str]) -> None:
    if by.role not in roles:
        raise Refusal(
            code="settings.role",
            message="Chức danh này không được đặt lựa chọn của bộ tiêu chí, bảng điểm.",
            message_en="This post may not settle criteria or rubrics.",
            status=403,
        )


def _require_document(document: str) -> None:
    if not document.strip() or looks_like_person_id(document):
        raise Refusal(
            code="settings.document",
            message=NO_DOCUMENT[0],
            message_en=NO_DOCUMENT[1],
            status=422,
        )
