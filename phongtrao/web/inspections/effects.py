"""What the rate found in a sample does to a figure of the province, in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from phongtrao.analytics import queries as analytics
from phongtrao.core.figures import Figure
from phongtrao.core.periods import Period
from phongtrao.inspections import queries
from phongtrao.orgs import queries as orgs
from phongtrao.programmes import queries as programmes
from phongtrao.rules import discrepancy
from phongtrao.web.figures.addresses import proof_url
from phongtrao.web.figures.present import group_label, said, verdict_label
from phongtrao.web.templatetags.phongtrao import percent

#: Verdicts that no rate moves: the coverage decides, as on the page of the target.
UNJUDGED = ("not_enough_data", "not_judged")


@dataclass(frozen=True)
class EffectLine:
    """One target: its rate, the sentence on what it does, whether the verdict may change."""

    code: str
    title: str
    rate: discrepancy.Rate
    interval: str
    kinds: str
    sentence: str
    changes: bool
    url: str


def interval_words(rate: discrepancy.Rate) -> str:
    """Return the 95 % interval of a rate: `2,1–18,3 %`."""
    if not rate.checked:
        return "–"
    return range_words(rate.low, rate.high)


def range_words(low: Fraction, high: Fraction) -> str:
    """Return two shares as a range."""
    if low == high:
        return str(percent(low))
    return f"{percent(low).removesuffix(' %').removesuffix(chr(160) + '%')}–{percent(high)}"


def effects_of(round_: Any, visits: list[queries.Checked]) -> list[EffectLine]:
    """Return the targets the visits speak of, those whose verdict may change first."""
    period = Period.parse(round_.period)
    found = [_line(item, period) for item in queries.target_rates(visits, period)]
    return sorted(found, key=lambda line: (not line.changes, -(line.rate.value or 0), line.code))


def _line(item: queries.TargetRate, period: Period) -> EffectLine:
    figures = _figures(item, period)
    whole = figures.get("")
    judged = whole is not None and whole.verdict not in UNJUDGED
    found = _effect(item, figures)
    package = programmes.package()
    target = package.targets[item.target.id]
    return EffectLine(
        target.id,
        said(target.short or target.title, target.title_en),
        item.rate,
        interval_words(item.rate),
        ", ".join(group_label(group) for group in item.groups).lower(),
        _sentence(item, found, whole.verdict if whole and not judged else ""),
        bool(found and found.changes and judged),
        proof_url(whole) if whole else "",
    )


def _figures(item: queries.TargetRate, period: Period) -> dict[str, Figure]:
    provinces = orgs.units_on(period.end, "province")
    if not provinces:
        return {}
    node = provinces[0].unit_id
    found = analytics.figures([item.target.id], [period], node, by="kind", readings=False)
    return {figure.group: figure for figure in found}


def _effect(item: queries.TargetRate, figures: dict[str, Figure]) -> discrepancy.Effect | None:
    whole = figures.get("")
    if item.sums or whole is None or not whole.denominator or whole.numerator is None:
        return None
    sampled = sum(figures[g].numerator or 0 for g in item.groups if g in figures)
    near = Fraction(str(item.target.near))
    return discrepancy.effect(
        item.goal, near, whole.numerator, whole.denominator, sampled, item.rate
    )


def _sentence(item: queries.TargetRate, found: discrepancy.Effect | None, unjudged: str) -> str:
    """What the rate does; `unjudged`: the verdict of a figure too few units speak for, or ""."""
    if item.sums:
        return _("The target adds numbers: the rate is given, no new figure is drawn from it.")
    if item.rate.checked < discrepancy.ENOUGH:
        few = _("Too few for the figure: at least %(n)s are needed.")
        return few % {"n": discrepancy.ENOUGH}
    if found is None:
        return _("No figure of this period to compare with.")
    values = {"claimed": percent(found.claimed), "range": range_words(found.low, found.high)}
    moved = _("If units of these kinds are wrong as the sample is: %(claimed)s → %(range)s.")
    if unjudged or not found.changes:
        verdict = verdict_label(unjudged or found.verdict)
        return f"{moved % values} {_('The verdict stays: %s.') % verdict}"
    others = list(dict.fromkeys([verdict_label(found.best), verdict_label(found.worst)]))
    may = _("The verdict may change: now %(now)s, then %(then)s.")
    then = _(" to ").join(others)
    return f"{moved % values} {may % {'now': verdict_label(found.verdict), 'then': then}}"
