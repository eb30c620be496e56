"""From a figure to its proof: the formula in words, every row, who sent it, who believed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from phongtrao.accounts.models import Post
from phongtrao.analytics.figuring import figure_of
from phongtrao.analytics.places import (
    REPORTED_MAP,
    Node,
    OnMap,
    codes_of,
)
from phongtrao.analytics.reading import counted, rows_of, subject
from phongtrao.analytics.sheets import Item, Sheet
from phongtrao.analytics.sums import ALL, across_groups, at_places, scan
from phongtrao.analytics.words import Speech, formula_words
from phongtrao.core.figures import Figure
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.formula import Measure
from phongtrao.orgs import queries as orgs
from phongtrao.plan.targets import VISITS
from phongtrao.programmes import queries as programmes
from phongtrao.rules.scope import RULES
from phongtrao.submissions.models import Evidence, Review, Submission, Version


@dataclass(frozen=True)
class TraceRow:
    """One unit behind a figure: what it said, what it adds, and who stands behind it.

    `adds` and `adds_below` are what the row adds to numerator and denominator (None: no
    denominator); posts are titles, '' when nobody acted yet.
    """

    unit_id: int
    code: str
    name: str
    kind: str
    group: str
    state: str
    adds: int
    adds_below: int | None
    values: Mapping[str, Any]
    version: int
    submission_id: int | None
    sender: str
    verifier: str
    evidence: int


@dataclass(frozen=True)
class Exclusion:
    """Units that are not counted, and why: a scope rule with its law, or not yet reported."""

    rule: str
    label: str
    law: str
    units: int


@dataclass(frozen=True)
class Trace:
    """The whole proof of one figure; `rows` are a window of `total` rows that count."""

    figure: Figure
    title: str
    words: str
    numerator_words: str
    denominator_words: str
    units_words: str
    law: str
    rows: tuple[TraceRow, ...]
    total: int
    exclusions: tuple[Exclusion, ...]


def trace(
    target: str,
    period: Period,
    node_id: int,
    on_map: OnMap = REPORTED_MAP,
    reading: str = "",
    group: str = "",
    limit: int | None = 200,
    offset: int = 0,
    *,
    english: bool = False,
) -> Trace:
    """Return the proof of a figure: formula in words, rows, exclusions with their rule.

    Rows that have reported (or were visited) come first, in order of unit; `group` keeps one group.
    Refusal `figure.none` (404) when the figure does not exist in that period and place.
    """
    found = subject(target, period, node_id, on_map, reading)
    if found is None:
        raise _no_figure(target, period)
    sheet, item, node = found
    rows = [row for row in rows_of(sheet, item, node) if group in ("", row["grp"])]
    counts = [row for row in rows if _counts(item, row)]
    spoken = [row for row in counts if item.spoken(row)]
    if item.by_visits:
        spoken.sort(key=lambda row: not row[VISITS])
    last = None if limit is None else offset + limit
    top, bottom, units = formula_words(item, speech := Speech(sheet.form, english))
    return Trace(
        figure=_figure(sheet, item, node, group),
        title=item.target.title,
        words=item.target.formula_words,
        numerator_words=top,
        denominator_words=bottom,
        units_words=units,
        law=item.target.law,
        rows=_with_people(sheet, item, node, spoken[offset:last], period),
        total=len(spoken),
        exclusions=_exclusions(item, rows, counts, speech),
    )


def _no_figure(target: str, period: Period) -> Refusal:
    return Refusal(
        "figure.none",
        f"Chỉ tiêu {target} không có số liệu kỳ {period.label} ở nơi này. Kiểm tra kỳ và đơn vị.",
        f"Target {target} has no figure here for {period.label_en}.",
        status=404,
    )


def _counts(item: Item, row: Mapping[str, Any]) -> bool:
    return item.covers(row["kind"], row["in_scope"])


def _figure(sheet: Sheet, item: Item, node: Node, group: str) -> Figure:
    """The figure itself, computed the way every page computes it."""
    sums = across_groups(at_places(sheet, scan(sheet, node.map_id, str(node.id), node)))
    vector = sums.get((node.id, group or ALL), (0,) * (len(sheet.layout) + 1))
    code = codes_of([node.id], node.day)[node.id]
    return figure_of(item, vector, node.id, code, node.level, group, sheet.period)


def _exclusions(
    item: Item,
    rows: Iterable[Mapping[str, Any]],
    counts: Iterable[Mapping[str, Any]],
    speech: Speech,
) -> tuple[Exclusion, ...]:
    """Units left out: by rule, not reported, reported without the number."""
    counted_ids = {row["unit_id"] for row in counts}
    rules = Counter(row["scope_rule"] for row in rows if row["unit_id"] not in counted_ids)
    found = []
    for code, units in sorted(rules.items()):
        rule = RULES.get(code)
        if rule is not None:
            found.append(
                Exclusion(code, rule.label_en if speech.english else rule.label, rule.law, units)
            )
    silent = sum(not item.spoken(row) for row in counts)
    if silent:
        found.append(Exclusion("due", speech.say("silent"), "", silent))
    unknown = sum(row["state"] != "due" and not item.usable(row) for row in counts)
    if unknown:
        found.append(Exclusion("unavailable", speech.say("unavailable"), "", unknown))
    return tuple(found)


def _with_people(
    sheet: Sheet, item: Item, node: Node, rows: list[dict[str, Any]], period: Period
) -> tuple[TraceRow, ...]:
    """The rows with names, posts and evidence, looked up in a few statements."""
    ids = [row["unit_id"] for row in rows]
    states = orgs.states_of(ids, period.end)
    codes = codes_of(ids, period.end)
    backing = _backing(sheet.form.id, period, ids)
    found = []
    for row in rows:
        unit = row["unit_id"]
        submission, sender, verifier, files = backing.get(unit, (None, "", "", 0))
        bottom = item.denominator
        usable = item.usable(row)
        found.append(
            TraceRow(
                unit_id=unit,
                code=codes[unit],
                name=full_name(states[unit].kind, states[unit].name),
                kind=row["kind"],
                group=row["grp"],
                state=row["state"],
                adds=counted(item.numerator.terms, row) if usable else 0,
                adds_below=_below(bottom, row) if usable else 0,
                values={name: row[name] for name in sorted(item.fields) if name in row},
                version=row["version"],
                submission_id=submission,
                sender=sender,
                verifier=verifier,
                evidence=files,
            )
        )
    return tuple(found)


def _below(bottom: Measure | None, row: Mapping[str, Any]) -> int | None:
    return None if bottom is None else counted(bottom.terms, row)


def _backing(
    form: str, period: Period, unit_ids: list[int]
) -> dict[int, tuple[int, str, str, int]]:
    """Unit id → (submission, post that sent the current version, post that decided, files)."""
    round_ = programmes.round_of(form, period)
    said = dict(
        Submission.objects.filter(round=round_, unit_id__in=unit_ids).values_list("id", "unit_id")
    )
    senders: dict[int, int | None] = {}
    for submission, post in (
        Version.objects.filter(submission_id__in=said)
        .order_by("number")
        .values_list("submission_id", "post_id")
    ):
        senders[submission] = post
    verifiers = dict(
        Review.objects.filter(
            version__submission_id__in=said, undone=False, verb__in=("approve", "return", "accept")
        )
        .order_by("id")
        .values_list("version__submission_id", "post_id")
    )
    files = dict(
        Evidence.objects.filter(submission_id__in=said, removed=False)
        .values("submission_id")
        .annotate(files=Count("id"))
        .values_list("submission_id", "files")
    )
    wanted = {post for post in (*senders.values(), *verifiers.values()) if post is not None}
    titles = dict(Post.objects.filter(pk__in=wanted).values_list("id", "title"))
    return {
        unit: (
            submission,
            titles.get(senders.get(submission) or 0, ""),
            titles.get(verifiers.get(submission) or 0, ""),
            files.get(submission, 0),
        )
        for submission, unit in said.items()
    }
