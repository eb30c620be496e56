"""Checks of criteria sets and rubrics: dates, references, thresholds, sums, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from phongtrao.core.findings import Finding
from phongtrao.core.kinds import KINDS
from phongtrao.plan.criteria import CriteriaSet, DataSource, Part, Window
from phongtrao.plan.criteria_examples import verdict_of
from phongtrao.plan.definitions import Package
from phongtrao.plan.forms import day_in
from phongtrao.plan.reader import Place, Source
from phongtrao.plan.rubrics import FULL, Rubric
from phongtrao.plan.wording import finding

OWN = frozenset(
    {"registered", "recognised", "below_in_scope", "below_registered", "below_recognised"}
)


def check_criteria(package: Package, source: Source) -> Iterator[Finding]:
    """Everything wrong with the criteria sets and rubrics of a package."""
    for one in package.criteria.values():
        here = ("criteria", one.id)
        yield from _dates(one, source, here)
        yield from _ids(one, source, here)
        for i, criterion in enumerate(one.criteria):
            for j, part in enumerate(criterion.parts):
                place = (*here, "criteria", i, "parts", j)
                yield from _part(package, one, part, source, place)
        yield from _examples(one, source, here)
    yield from _overlaps(package, source)
    for rubric in package.rubrics.values():
        yield from _rubric(rubric, source, ("rubrics", rubric.id))


def _dates(one: CriteriaSet | Rubric, source: Source, here: Place) -> Iterator[Finding]:
    for name in ("valid_from", "valid_to"):
        text = getattr(one, name)
        if text and not _iso(text):
            yield finding("plan.date", source.place(*here, name), value=text)
    days = {"decided_before": one.decided_before}
    if isinstance(one, CriteriaSet):
        for name in ("window", "registration"):
            window: Window | None = getattr(one, name)
            if window is not None:
                days |= {f"{name}.from_day": window.from_day, f"{name}.to_day": window.to_day}
    for name, text in days.items():
        if not _day(text):
            yield finding("plan.date", source.place(*here, *name.split(".")), value=text)


def _ids(one: CriteriaSet, source: Source, here: Place) -> Iterator[Finding]:
    codes = [part.id for part in one.parts()]
    for name, listed in (
        ("criteria", [criterion.id for criterion in one.criteria]),
        ("criteria", codes),
        ("options", [option.id for option in one.options]),
        ("dossier", [item.id for item in one.dossier]),
    ):
        for code, count in Counter(listed).items():
            if count > 1:
                yield finding("plan.duplicate_id", source.place(*here, name), id=code)
    for index, option in enumerate(one.options):
        if option.default not in {choice.id for choice in option.choices}:
            place = source.place(*here, "options", index, "default")
            yield finding("plan.unknown_choice", place, field=option.id, value=option.default)
    for kind in one.kinds:
        if kind not in KINDS:
            place = source.place(*here, "kinds")
            yield finding("plan.unknown_choice", place, field="kinds", value=kind)


def _part(
    package: Package, one: CriteriaSet, part: Part, source: Source, place: Place
) -> Iterator[Finding]:
    if part.type in ("ratio", "count") and part.at_least is None:
        yield finding("plan.missing_key", source.place(*place), "Thêm “at_least”.", key="at_least")
    if part.type == "rating" and not any(rating.passes for rating in part.ratings):
        yield finding("plan.missing_key", source.place(*place), key="ratings.passes")
    if part.sensitive and part.type != "none_occurred":
        yield finding("plan.sensitive", source.place(*place, "type"), field=part.id)
    if part.base is not None:
        yield from _base(one, part, source, place)
    for index, data in enumerate(part.data):
        yield from _data(package, data, source, (*place, "data", index))


def _base(one: CriteriaSet, part: Part, source: Source, place: Place) -> Iterator[Finding]:
    assert part.base is not None
    options = {option.id: {choice.id for choice in option.choices} for option in one.options}
    here = source.place(*place, "base")
    if set(part.base.by) != options.get(part.base.option, set()):
        yield finding("plan.unknown_choice", here, field=part.base.option, value=part.id)
    ratios = {other.id for other in one.parts() if other.type == "ratio"} - {part.id}
    for text in part.base.by.values():
        code, _, side = text.partition(".")
        if code not in ratios or side not in ("numerator", "denominator"):
            yield finding("plan.unknown_ref", here, ref=text)


def _data(package: Package, data: DataSource, source: Source, place: Place) -> Iterator[Finding]:
    here = source.place(*place)
    if data.source == "form":
        if data.form not in package.forms:
            yield finding("plan.unknown_form", here, form=data.form)
            return
        known = {field.id for field in package.forms[data.form].all_fields()}
    elif data.source == "register":
        register = package.registers.get(data.register_)
        if register is None:
            yield finding("plan.unknown_ref", here, ref=data.register_)
            return
        known = {measure.id for measure in register.measures}
    else:
        known = set(OWN)
    names = (*data.names, *(data.values.values() if data.source == "register" else ()))
    for name in names:
        if name not in known:
            yield finding("plan.unknown_field", here, field=name)


def _examples(one: CriteriaSet, source: Source, here: Place) -> Iterator[Finding]:
    if not one.examples:
        yield finding("plan.no_example", source.place(*here), id=one.id)
    for index, example in enumerate(one.examples):
        place = source.place(*here, "examples", index)
        for code in example.answers:
            if code not in {part.id for part in one.parts()}:
                yield finding("plan.unknown_field", place, field=code)
        stated = (example.verdict, example.failed, example.missing, example.not_applicable)
        computed = verdict_of(one, example)
        if computed != stated:
            yield finding(
                "plan.example_criteria", place, computed=_spoken(computed), stated=_spoken(stated)
            )


def _spoken(found: tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]) -> str:
    verdict, *listed = found
    return "; ".join([verdict, *(", ".join(codes) or "–" for codes in listed)])


def _overlaps(package: Package, source: Source) -> Iterator[Finding]:
    """Two versions for one kind of unit must not hold on the same day."""
    sets = list(package.criteria.values())
    for index, one in enumerate(sets):
        for other in sets[index + 1 :]:
            alike = (one.about, one.group) == (other.about, other.group)
            kinds = not one.kinds or not other.kinds or set(one.kinds) & set(other.kinds)
            (begins, ends), (start, stop) = _span(one), _span(other)
            if alike and kinds and begins < stop and start < ends:
                place = source.place("criteria", other.id, "valid_from")
                yield finding("plan.overlap", place, first=one.id, second=other.id)


def _span(one: CriteriaSet) -> tuple[str, str]:
    return one.valid_from, one.valid_to or "9999-12-31"


def _rubric(rubric: Rubric, source: Source, here: Place) -> Iterator[Finding]:
    yield from _dates(rubric, source, here)
    total = sum(Fraction(str(item.points)) for item in rubric.items)
    if total != FULL:
        yield finding("plan.points", source.place(*here, "items"), total=float(total))
    ids = Counter(item.id for item in rubric.items)
    for code, count in ids.items():
        if count > 1:
            yield finding("plan.duplicate_id", source.place(*here, "items"), id=code)
    for index, item in enumerate(rubric.items):
        if item.published and not item.source:
            place = source.place(*here, "items", index)
            yield finding("plan.missing_key", place, key="source")
    least = [cut.least for cut in rubric.cutoffs]
    grades = {cut.grade for cut in rubric.cutoffs}
    if least != sorted(set(least), reverse=True) or least[-1] != 0 or len(grades) != 4:
        yield finding("plan.cutoffs", source.place(*here, "cutoffs"))
        return
    if not rubric.examples:
        yield finding("plan.no_example", source.place(*here), id=rubric.id)
    yield from _graded(rubric, source, here)


def _graded(rubric: Rubric, source: Source, here: Place) -> Iterator[Finding]:
    """Worked examples: the sum of points and the grade come out as stated."""
    order = [cut.grade for cut in rubric.cutoffs]
    for index, example in enumerate(rubric.examples):
        scored = {item.id: item.points for item in rubric.items} | example.scores
        points = sum(Fraction(str(value)) for value in scored.values())
        own = next(cut.grade for cut in rubric.cutoffs if points >= Fraction(str(cut.least)))
        cap = rubric.cap.without_title if rubric.cap and not example.recognised else own
        graded = max(own, cap, key=order.index)
        if points != Fraction(str(example.total)) or graded != example.grade:
            place = source.place(*here, "examples", index)
            stated = f"{example.total}; {example.grade}"
            computed = f"{float(points):g}; {graded}"
            yield finding("plan.example_criteria", place, computed=computed, stated=stated)


def _iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> bool:
    try:
        day_in(text, 2023)
    except ValueError:
        return False
    return True
