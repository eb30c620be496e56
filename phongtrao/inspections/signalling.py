"""Signals of a period over all units: gathered from reports and photos, kept while they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max
from django.utils import timezone

from phongtrao.core.periods import Period
from phongtrao.inspections.framing import rules_of
from phongtrao.inspections.models import SignalAnswer
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.models import Round
from phongtrao.rules.signals import Photo, Share, Signal, Spoken, signals
from phongtrao.submissions import projections
from phongtrao.submissions.actions import FROM_WORKBOOK
from phongtrao.submissions.models import Evidence, Version

IMAGE = "image/jpeg"
#: A run that takes longer than this is shown again for a while, with its time.
SLOW_SECONDS = 1.0
SHOWN_AGAIN = timedelta(minutes=10)
KEPT_RUNS = 6


@dataclass(frozen=True)
class Run:
    """All signals of a form and period, and when they were computed."""

    period: Period
    form: Form
    found: tuple[Signal, ...]
    at: datetime
    units: int


@dataclass(frozen=True)
class _Kept:
    key: tuple[Any, ...]
    run: Run
    seconds: float


_RUNS: dict[tuple[int, int], _Kept] = {}


def form_for(period: Period) -> Form | None:
    """Return the form of a period's kind that units hand in, None when no round was opened."""
    for form in programmes.package().forms.values():
        if form.period == period.kind and period in programmes.periods(form.id):
            return form
    return None


def periods() -> list[Period]:
    """Return the periods that have reports to look at, newest first."""
    forms = programmes.package().forms.values()
    return sorted({p for form in forms for p in programmes.periods(form.id)}, reverse=True)


def run_of(period: Period, *, fresh: bool = False) -> Run | None:
    """Return the signals of a period; None when its round was never opened.

    Computed when asked. While no report, photo or map has changed the same run is used again; a run
    that took over a second also for ten minutes after a change, unless `fresh`.
    """
    form = form_for(period)
    if form is None:
        return None
    round_ = programmes.round_of(form.id, period)
    before = _round_before(form, period)
    key = _key(round_, before)
    place = (round_.programme_id, round_.pk)
    known = _RUNS.get(place)
    now = timezone.now()
    if known and not fresh:
        slow = known.seconds > SLOW_SECONDS and now - known.run.at < SHOWN_AGAIN
        if known.key == key or slow:
            return known.run
    started = monotonic()
    spoken = spoken_in(round_, before, form, period)
    found = signals(spoken, photos(), period.code, _shares(form))
    run = Run(period, form, tuple(found), now, len(spoken))
    _RUNS.pop(place, None)
    _RUNS[place] = _Kept(key, run, monotonic() - started)
    while len(_RUNS) > KEPT_RUNS:
        del _RUNS[next(iter(_RUNS))]
    return run


def of_unit(unit_id: int, period: Period) -> list[Signal]:
    """Return the signals beside one unit in a period."""
    run = run_of(period)
    return [signal for signal in run.found if signal.unit == unit_id] if run else []


def _key(round_: Round, before: Round | None) -> tuple[Any, ...]:
    files = Evidence.objects.filter(mime=IMAGE, removed=False)
    counted = files.aggregate(n=Count("id"), newest=Max("id"))
    digest = programmes.package_version().digest
    earlier = before.stamp if before else None
    return (round_.stamp, earlier, counted["n"], counted["newest"], digest, orgs.map_for().pk)


def _round_before(form: Form, period: Period) -> Round | None:
    found = programmes.rounds(form.id).filter(period=period.previous().code)
    return found.first()


def _shares(form: Form) -> list[Share]:
    known = {field.id for field in form.all_fields()}
    rules = programmes.package().inspections
    parts = rules.heaps if rules else ()
    return [
        Share(part.part, part.whole, part.marks)
        for part in parts
        if {part.part, part.whole} <= known
    ]


def spoken_in(round_: Round, before: Round | None, form: Form, period: Period) -> list[Spoken]:
    """Return what every unit handed in for a round and a year earlier."""
    texts = [field.id for field in form.all_fields() if field.type == "text" and not field.pattern]
    numbers = [field.id for field in form.all_fields() if field.column_type == "integer"]
    areas = dict(orgs.entries_on(period.end).values_list("unit_id", "commune_id"))
    earlier = _rows(form, before, texts + numbers) if before else {}
    sent = _sent(round_)
    found = []
    for unit_id, (group, row) in _rows(form, round_, texts + numbers).items():
        if unit_id not in sent:
            continue
        at, post, note = sent[unit_id]
        old = earlier.get(unit_id, ("", {}))[1]
        found.append(
            Spoken(
                unit=unit_id,
                group=group,
                area=areas.get(unit_id),
                at=at,
                post=post,
                typed=not note.startswith(FROM_WORKBOOK),
                texts={name: row[name] for name in texts if row[name]},
                numbers={name: row[name] for name in numbers if row[name] is not None},
                texts_before={name: old[name] for name in texts if old.get(name)},
                numbers_before={name: old[name] for name in numbers if old.get(name) is not None},
            )
        )
    return found


def _rows(form: Form, round_: Round, names: list[str]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Unit id → (group, named columns) of the units that have handed in."""
    listed = ", ".join(f'"{name}"' for name in ("unit_id", "grp", *names))
    table = connection.ops.quote_name(projections.table_name(form))
    sql = f"SELECT {listed} FROM {table} WHERE period = %s AND version > 0 ORDER BY unit_id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [round_.period])
        return {row[0]: (row[1], dict(zip(names, row[2:], strict=True))) for row in cursor}


def _sent(round_: Round) -> dict[int, tuple[datetime, int | None, str]]:
    """Unit id → (when, by which post, with which note) the newest version came."""
    newest = Version.objects.filter(
        submission__round=round_, number=F("submission__current")
    ).values_list("submission__unit_id", "at", "post_id", "note")
    return {unit: (at, post, note) for unit, at, post, note in newest}


def photos() -> list[Photo]:
    """Return every photo handed in, of all periods of the plan."""
    files = Evidence.objects.filter(
        mime=IMAGE, removed=False, submission__round__programme=programmes.programme()
    ).values_list("sha256", "submission__unit_id", "submission__round__period", "at")
    return [Photo(*row) for row in files.order_by("id")]


def answers_to(keys: Iterable[str], period: Period) -> dict[str, SignalAnswer]:
    """Return signal key → newest answer of an office."""
    found = SignalAnswer.objects.filter(
        programme=programmes.programme(), period=period.code, key__in=list(keys)
    )
    return {answer.key: answer for answer in found.order_by("id")}


def label_of(form: Form, period: Period, name: str) -> tuple[str, str]:
    """Return a field's label (Vietnamese, English); shares bear the words of the plan."""
    for part in rules_of().heaps:
        if part.part == name:
            return part.label, part.label_en
    field = next((f for f in form.all_fields() if f.id == name), None)
    return (field.label, field.label_en) if field else (name, name)
