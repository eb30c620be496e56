"""Checks of registers: names are known and private, formulas parse, examples hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal

from phongtrao.core.findings import Finding
from phongtrao.formula import (
    ColumnType,
    FormulaProblem,
    literals_of,
    parse_condition,
    parse_measure,
)
from phongtrao.plan.definitions import Package
from phongtrao.plan.form_checks import PERSONAL
from phongtrao.plan.reader import Place, Source
from phongtrao.plan.register_examples import examples_of
from phongtrao.plan.registers import (
    CLOSED,
    COLUMN_NAMES,
    RECORDED,
    SYSTEM_COLUMNS,
    Item,
    Register,
    RegisterCheck,
    RegisterField,
)
from phongtrao.plan.wording import finding

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}")
NO_LEAP_YEAR = 2023
ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset(SYSTEM_COLUMNS) | {
    "entry_id",
    "version",
    "from_day",
    "to_day",
    "unit_id",
    "unit",
    "updated",
    "files",
    "lat",
    "lon",
    "search_key",
    "sort_key",
}
Formula = Literal["rule", "measure", "condition"]


def check_registers(package: Package, source: Source) -> Iterator[Finding]:
    """Everything wrong with the registers of a package."""
    addresses: dict[str, str] = {}
    for register in package.registers.values():
        here = ("registers", register.id)
        if register.url in addresses or not ADDRESS.fullmatch(register.url):
            yield finding(
                "plan.address",
                source.place(*here, "url"),
                "Chữ thường không dấu, gạch nối, không trùng sổ khác.",
                url=register.url,
            )
        addresses[register.url] = register.id
        clauses = {clause.id for clause in package.clauses}
        for clause in register.clauses:
            if clause not in clauses:
                yield finding("plan.unknown_clause", source.place(*here, "clauses"), clause=clause)
        yield from _Checker(package, register, source).findings()


def check_sources(package: Package, source: Source) -> Iterator[Finding]:
    """Fields of forms that name a register or measure that is not there, or hold no number."""
    for form in package.forms.values():
        for s, section in enumerate(form.sections):
            for f, field in enumerate(section.fields):
                if field.of_register is None:
                    continue
                place = source.place("forms", form.id, "sections", s, "fields", f, "register")
                register = package.registers.get(field.of_register.id)
                if register is None:
                    known = f"Sổ đang có: {', '.join(package.registers) or 'không'}."
                    code = field.of_register.id
                    yield finding("plan.unknown_register", place, known, register=code)
                elif field.of_register.measure not in {one.id for one in register.measures}:
                    known = f"Số đo đang có: {', '.join(one.id for one in register.measures)}."
                    code = field.of_register.measure
                    yield finding("plan.unknown_measure", place, known, measure=code)
                elif field.type != "integer":
                    yield finding("plan.source_number", place, field=field.id)


class _Checker:
    """Walks one register; formulas are read only when all names they may use are sound."""

    def __init__(self, package: Package, register: Register, source: Source) -> None:
        self.package, self.register, self.source = package, register, source
        self.here: Place = ("registers", register.id)

    def place(self, *path: str | int) -> str:
        """``file:line`` of a part of the register."""
        return self.source.place(*self.here, *path)

    def findings(self) -> Iterator[Finding]:
        """All findings about the register."""
        first = [*self._names(), *self._fields(), *self._catalogues()]
        yield from first
        if first:
            return
        second = [*self._states(), *self._formulas(), *self._listing(), *self._short_list()]
        yield from second
        if second:
            return
        if not self.register.examples:
            yield finding("plan.no_example", self.place(), id=self.register.id)
        for path, code, data in examples_of(self.register):
            yield finding(code, self.place("examples", *path), "", **data)

    def _names(self) -> Iterator[Finding]:
        """Ids are plain, not reserved and used once."""
        register = self.register
        if not IDENTIFIER.fullmatch(register.id):
            yield finding("plan.identifier", self.place("id"), id=register.id)
        taken = [("constants", item.id) for item in register.constants]
        taken += [("fields", item.id) for item in register.fields]
        yield from self._once(taken, RESERVED)
        for name in ("states", "reviews", "measures"):
            yield from self._once([(name, item.id) for item in getattr(register, name)], ())
        for index, review in enumerate(register.reviews):
            names = [("fields", field.id) for field in review.fields]
            yield from self._once(names, {"done"}, "reviews", index)

    def _once(
        self, names: Sequence[tuple[str, str]], reserved: Iterable[str], *above: str | int
    ) -> Iterator[Finding]:
        seen = set(reserved)
        counts: dict[str, int] = {}
        for part, code in names:
            index = counts.get(part, 0)
            counts[part] = index + 1
            place = self.place(*above, part, index, "id")
            if not IDENTIFIER.fullmatch(code) or "__" in code:
                yield finding("plan.identifier", place, id=code)
            elif code in seen:
                yield finding("plan.duplicate_id", place, "Chọn mã khác.", id=code)
            seen.add(code)

    def _fields(self) -> Iterator[Finding]:
        for index, field in enumerate(self.register.fields):
            yield from self._field(field, "fields", index)
        for r, review in enumerate(self.register.reviews):
            for f, field in enumerate(review.fields):
                yield from self._field(field, "reviews", r, "fields", f)

    def _field(self, field: RegisterField, *path: str | int) -> Iterator[Finding]:
        register = self.register
        if field.catalogue and field.catalogue not in register.catalogues:
            known = ", ".join(register.catalogues) or "không"
            place = self.place(*path, "catalogue")
            yield finding(
                "plan.catalogue", place, f"Danh mục đang có: {known}.", catalogue=field.catalogue
            )
        elif field.type in CLOSED and not (field.catalogue or field.choices):
            yield finding("plan.choices", self.place(*path, "type"), field=field.id)
        if field.type not in CLOSED and (field.catalogue or field.choices):
            place = self.place(*path, "type")
            yield finding("plan.no_choices", place, field=field.id, type=field.type)
        if field.type == "entry" and field.of_register not in self.package.registers:
            known = ", ".join(self.package.registers)
            place = self.place(*path, "register" if field.of_register else "type")
            yield finding(
                "plan.unknown_register", place, f"Sổ đang có: {known}.", register=field.of_register
            )
        if PERSONAL.search(f"{field.label} {field.label_en}"):
            place = self.place(*path, "label")
            yield finding("plan.personal", place, "Chỉ hỏi số đếm của đơn vị.", field=field.id)
        if field.pattern and not _is_pattern(field.pattern):
            place = self.place(*path, "pattern")
            yield finding("plan.formula", place, part="pattern", reason="không đọc được.")

    def _catalogues(self) -> Iterator[Finding]:
        for name, items in self.register.catalogues.items():
            yield from self._items(items, "catalogues", name)
        for index, field in enumerate(self.register.fields):
            yield from self._items(field.choices, "fields", index, "choices")
        for c, constant in enumerate(self.register.constants):
            for v, value in enumerate(constant.values):
                if not _is_day(value.from_):
                    place = self.place("constants", c, "values", v, "from")
                    yield finding("plan.date", place, _DAY_HINT, value=value.from_)

    def _items(self, items: Sequence[Item], *path: str | int) -> Iterator[Finding]:
        seen: set[str] = set()
        for index, item in enumerate(items):
            if item.id in seen:
                yield finding("plan.duplicate_id", self.place(*path, index, "id"), id=item.id)
            seen.add(item.id)
            for part in ("valid_from", "valid_to"):
                text = getattr(item, part)
                if text and not _is_day(text):
                    place = self.place(*path, index, part)
                    yield finding("plan.date", place, _DAY_HINT, value=text)

    def _states(self) -> Iterator[Finding]:
        register = self.register
        states = {state.id for state in register.states} or {RECORDED}
        fields = {field.id for field in register.fields}
        for index, move in enumerate(register.moves):
            for state in (*move.sources, move.to):
                if state not in states:
                    yield self._unknown_state(state, "moves", index)
            for name in move.needs:
                if name not in fields:
                    place = self.place("moves", index, "needs")
                    yield finding("plan.unknown_field", place, field=name)
        for index, review in enumerate(register.reviews):
            for state in review.states:
                if state not in states:
                    yield self._unknown_state(state, "reviews", index)
        if register.day and (
            register.day not in fields or register.field(register.day).type != "date"
        ):
            yield finding("plan.day_field", self.place("day"), field=register.day)
        yield from self._expected()
        yield from self._reached(states)

    def _expected(self) -> Iterator[Finding]:
        """What a year must hold: a register of years, a day that exists, a target that exists."""
        expected, here = self.register.expected, "expected"
        if expected is None:
            return
        try:
            expected.last_day(NO_LEAP_YEAR)
        except ValueError:
            place = self.place(here, "until")
            yield finding("plan.date", place, 'Viết dạng "31/8".', value=expected.until)
        if self.register.period != "year":
            yield finding("plan.expected", self.place(here), id=self.register.id)
        if expected.target and expected.target not in self.package.targets:
            place = self.place(here, "target")
            yield finding("plan.unknown_target", place, target=expected.target)

    def _unknown_state(self, state: str, *path: str | int) -> Finding:
        known = ", ".join(item.id for item in self.register.states) or RECORDED
        return finding(
            "plan.state", self.place(*path), f"Trạng thái đang có: {known}.", state=state
        )

    def _reached(self, states: set[str]) -> Iterator[Finding]:
        """Every state is the first one or some move leads to it."""
        reached = {self.register.first_state} | {move.to for move in self.register.moves}
        for index, state in enumerate(self.register.states):
            if state.id in states - reached:
                yield finding("plan.unreached", self.place("states", index, "id"), state=state.id)

    def _formulas(self) -> Iterator[Finding]:
        register = self.register
        yield from self._rules(register.checks, "checks")
        for r, review in enumerate(register.reviews):
            yield from self._rules(review.checks, "reviews", r, "checks")
            for c, cap in enumerate(review.caps):
                for part in ("when", "of"):
                    place = self.place("reviews", r, "caps", c, part)
                    yield from self._formula(getattr(cap, part), "condition", place)
        for index, measure in enumerate(register.measures):
            yield from self._formula(measure.sum, "measure", self.place("measures", index, "sum"))
            if measure.where:
                place = self.place("measures", index, "where")
                yield from self._formula(measure.where, "condition", place)
        dates = {field.id for field in register.fields if field.type == "date"}
        for index, field in enumerate(register.fields):
            if field.show_if:
                place = self.place("fields", index, "show_if")
                yield from self._formula(field.show_if, "condition", place)
            if field.valid_by and field.valid_by not in dates:
                yield finding(
                    "plan.valid_by",
                    self.place("fields", index, "valid_by"),
                    f"Các mục ngày đang có: {', '.join(sorted(dates)) or 'không có'}.",
                    name=field.valid_by,
                )
            if field.computed:
                place = self.place("fields", index, "computed")
                yield from self._formula(f"sum({field.computed})", "measure", place)

    def _rules(self, checks: Sequence[RegisterCheck], *path: str | int) -> Iterator[Finding]:
        for index, check in enumerate(checks):
            yield from self._formula(check.rule, "rule", self.place(*path, index, "rule"))

    def _formula(self, text: str, kind: Formula, place: str) -> Iterator[Finding]:
        columns = self.register.columns()
        try:
            if kind == "measure":
                literals = literals_of(parse_measure(text, columns, distinct=True))
            else:
                literals = literals_of(parse_condition(text, columns))
        except FormulaProblem as problem:
            for item in problem.findings:
                reason = f"{item.place}: {item.message}"
                yield finding("plan.formula", place, item.hint, part=kind, reason=reason)
            return
        for column, value in sorted(literals):
            known = self._codes(column)
            if known and value not in known:
                hint = f"Mã đang có: {', '.join(sorted(known))}."
                yield finding("plan.unknown_choice", place, hint, field=column, value=value)

    def _codes(self, column: str) -> set[str]:
        """Codes a column may hold; empty when any text."""
        register = self.register
        if column == "state":
            return {state.id for state in register.states} or {RECORDED}
        review, _, rest = column.partition("__")
        fields = register.fields
        if rest and review in {item.id for item in register.reviews}:
            fields, column = register.review(review).fields, rest
        for field in fields:
            if field.id == column and field.type == "yes_no":
                return {"yes", "no"}
            if field.id == column and field.type in CLOSED and field.type != "many":
                return {item.id for item in register.items(field)}
        return set()

    def _listing(self) -> Iterator[Finding]:
        known = {field.id for field in self.register.fields} | set(COLUMN_NAMES)
        listing = self.register.listing
        for part, names in (
            ("columns", listing.columns),
            ("filters", listing.filters),
            ("sort", (listing.sort.lstrip("-"),) if listing.sort else ()),
        ):
            for name in names:
                if name not in known:
                    place = self.place("list", part)
                    hint = f"Cột dùng được: {', '.join(sorted(known))}."
                    yield finding("plan.unknown_field", place, hint, field=name)

    def _short_list(self) -> Iterator[Finding]:
        """The form of the short-list exists and its rules name the form's columns."""
        listed = self.register.short_list
        if listed is None:
            return
        form = self.package.forms.get(listed.form)
        if form is None:
            place = self.place("short_list", "form")
            yield finding("plan.unknown_form", place, form=listed.form)
            return
        columns: dict[str, ColumnType] = {
            name: "integer" if kind == "integer" else "text"
            for name, kind in form.columns().items()
        }
        for index, condition in enumerate(listed.conditions):
            try:
                parse_condition(condition.rule, columns)
            except FormulaProblem as problem:
                place = self.place("short_list", "conditions", index, "rule")
                for item in problem.findings:
                    reason = f"{item.place}: {item.message}"
                    yield finding("plan.formula", place, item.hint, part="rule", reason=reason)


_DAY_HINT = 'Viết dạng "2024-07-01".'


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
