"""Everything a report says, as immutable values that go to JSON and back without loss.

A frozen report is these facts plus the outline and the Word template: nothing else is needed to
print it again. Counts are integers, shares are kept as numerator and denominator.
"""

from __future__ import annotations

from fractions import Fraction

from phongtrao.audit.canonical import canonical
from phongtrao.plan.targets import Strict
from phongtrao.rules.progress import MIN_COVERAGE

FORMAT = 2
MAX_DRIFT = Fraction(1, 10)


class FigureFact(Strict):
    """A figure of a target: counts of units and the verdict; `ratio` tells share from count."""

    ratio: bool
    numerator: int | None = None
    denominator: int | None = None
    reported: int = 0
    expected: int = 0
    unavailable: int = 0
    verdict: str = "not_judged"
    provisional: bool = False

    @property
    def value(self) -> Fraction | None:
        """The share of 1, or the count; None without data."""
        if self.numerator is None or (self.ratio and not self.denominator):
            return None
        return Fraction(self.numerator, self.denominator or 1 if self.ratio else 1)

    @property
    def coverage(self) -> Fraction | None:
        """Share of owed units with usable data; None when nothing is owed."""
        if not self.expected:
            return None
        return Fraction(self.reported - self.unavailable, self.expected)


def comparable(now: FigureFact, before: FigureFact | None) -> bool:
    """Whether both figures have a value and cover enough units to be set side by side."""
    if before is None or now.value is None or before.value is None:
        return False
    return min(now.coverage or 0, before.coverage or 0) >= MIN_COVERAGE


class TargetFact(Strict):
    """One target: its words, its goal in percent or units, now, a year before, by kind."""

    id: str
    clause: str
    title: str
    short: str
    signed: str
    applied: str = ""
    goal: str = ""
    formula: str
    now: FigureFact
    before: FigureFact | None = None
    kinds: dict[str, FigureFact] = {}


class MeasureFact(Strict):
    """One sum: now and a year before, units that answered of those asked then and now."""

    id: str
    label: str
    unit: str
    formula: str
    now: int | None
    before: int | None
    answered: int
    asked: int
    answered_before: int = 0
    asked_before: int = 0
    provisional: bool
    kinds: dict[str, int] = {}

    @property
    def comparable(self) -> bool:
        """Whether both sums cover enough units, and nearly as many of them were asked."""
        if self.now is None or self.before is None or not self.asked or not self.asked_before:
            return False
        known = min(
            Fraction(self.answered, self.asked), Fraction(self.answered_before, self.asked_before)
        )
        drift = Fraction(abs(self.asked - self.asked_before), self.asked_before)
        return known >= MIN_COVERAGE and drift <= MAX_DRIFT


class CountFact(Strict):
    """A number of a room, now and a year before; None where the room has nothing for the year."""

    id: str
    label: str
    unit: str
    formula: str
    now: int | None
    before: int | None = None

    @property
    def provisional(self) -> bool:
        """Registers say what is written in them; nobody approves the sum."""
        return False

    @property
    def comparable(self) -> bool:
        """Whether both years have something written."""
        return self.now is not None and self.before is not None


class RowFact(Strict):
    """One row of a table of a room: its name and its numbers or words by column."""

    label: str
    cells: dict[str, int | str]


class KindFact(Strict):
    """Units of one group that owe the form."""

    group: str
    expected: int
    reported: int
    in_scope: int


class PlaceFact(Strict):
    """A district or commune: units below it that owe and sent, figures now and before."""

    code: str
    name: str
    group: str
    parent: str = ""
    expected: int
    received: int
    now: dict[str, FigureFact]
    before: dict[str, FigureFact]


class OpinionFact(Strict):
    """A narrative and the units that sent it, word for word alike."""

    field: str
    text: str
    sources: tuple[str, ...]


class Collection(Strict):
    """How many reports are owed, received, approved, late, entered on behalf."""

    expected: int
    received: int
    approved: int
    late: int
    on_behalf: int


class Facts(Strict):
    """All facts of one report of one year at one cut-off.

    `wording`: SHA-256 of the paragraphs the office wrote itself, so that the seal covers them.
    """

    format: int = FORMAT
    report: str
    year: int
    cut_off: str
    stamp: int
    data_version: int
    log_root: str
    package_id: str
    package_number: int
    package_digest: str
    map_on: str
    node_code: str
    node_kind: str
    node_name: str
    districts: int
    communes: dict[str, int]
    changes: tuple[str, ...]
    collection: Collection
    kinds: tuple[KindFact, ...]
    targets: tuple[TargetFact, ...]
    measures: tuple[MeasureFact, ...]
    places: tuple[PlaceFact, ...]
    opinions: tuple[OpinionFact, ...]
    counts: tuple[CountFact, ...] = ()
    rows: dict[str, tuple[RowFact, ...]] = {}
    wording: str = ""

    def text(self) -> str:
        """The one spelling of these facts (canonical JSON) that is stored and hashed."""
        unsaid = set() if self.wording else {"wording"}
        return canonical(self.model_dump(mode="json", exclude=unsaid))

    @property
    def provisional(self) -> bool:
        """Whether any figure is provisional."""
        figures = any(target.now.provisional for target in self.targets)
        return figures or any(measure.provisional for measure in self.measures)

    def flat(self) -> dict[str, tuple[str, str]]:
        """Figure key → (label, value as text) of every figure, for comparing two freezes."""
        sums: tuple[MeasureFact | CountFact, ...] = (*self.measures, *self.counts)
        found = {m.id: (m.label, "" if m.now is None else str(m.now)) for m in sums}
        for target in self.targets:
            found[target.id] = (target.title, _counts(target.now))
        for place in self.places:
            for code, figure in place.now.items():
                label = f"{next(t.short for t in self.targets if t.id == code)}, {place.name}"
                found[f"{code}@{place.code}"] = (label, _counts(figure))
        return found


def _counts(figure: FigureFact) -> str:
    if figure.numerator is None:
        return ""
    return f"{figure.numerator}/{figure.denominator}" if figure.ratio else str(figure.numerator)
