"""A province with a past: districts end and communes merge in 2025; random reports on top.

Nothing here goes through the actions: units, lineage and rows are written as data, so the recount
in the tests stands on its own feet.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from unittest import mock

from django.conf import settings

from phongtrao.core import hierarchy
from phongtrao.core.kinds import KINDS
from phongtrao.core.periods import Period
from phongtrao.core.text import search_key, sort_key
from phongtrao.inspections.models import InspectionRound, Visit
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import OrgUnit, Reorganisation, Succession, UnitState
from phongtrao.programmes import queries as programmes
from phongtrao.programmes.actions import publish
from phongtrao.programmes.models import Owed
from phongtrao.submissions import projections
from phongtrao.submissions.rounds import open_round
from tests.world import _read_once

START, CHANGE = date(2022, 1, 1), date(2025, 7, 1)
PERIODS = [Period.parse(code) for code in ("2024", "2025", "2024-H1", "2025-H1")]
STATES = ("due", "submitted", "returned", "approved", "accepted", "accepted", "accepted")
# key, code, kind, parent before, parent after (None: gone on the day of the change)
ABOVE = (
    ("vn", "VN", "quoc_gia", None, None),
    ("old", "70", "tinh", "vn", None),
    ("other", "75", "tinh", "vn", None),
    ("d1", "695", "huyen", "old", None),
    ("d2", "696", "thi_xa", "old", None),
    ("c1", "11", "xa", "d1", None),
    ("c2", "12", "xa", "d1", None),
    ("c3", "13", "phuong", "d2", None),
    ("c4", "14", "xa", "d2", "new"),
)
AFTER = (
    ("new", "75", "tinh", "vn"),
    ("n1", "12", "xa", "new"),
    ("n2", "15", "phuong", "new"),
)
EDGES = (
    ("old", "new", "whole"),
    ("other", "new", "whole"),
    ("c1", "n1", "whole"),
    ("c2", "n1", "part"),
    ("c2", "n2", "part"),
    ("c3", "n2", "whole"),
    ("c4", "c4", "whole"),
)
HEIRS = {"c1": "n1", "c2": "n1", "c3": "n2", "c4": "c4", "old": "new", "d1": "new", "d2": "new"}
LEAVES = (
    ("khu_dan_cu", ""),
    ("khu_dan_cu", ""),
    ("co_quan", ""),
    ("co_quan", "armed"),
    ("doanh_nghiep", ""),
    ("doanh_nghiep", "small"),
    ("truong_hoc", ""),
    ("truong_hoc", "primary"),
)


@dataclass
class Past:
    """Ids by key, the pure history for recounts, and the package."""

    ids: dict[str, int]
    resolver: hierarchy.Resolver
    known: dict = field(default_factory=dict)

    def places(self, day):
        """Unit id → ancestry on the map of a day, worked out once for each day."""
        if day not in self.known:
            self.known[day] = self.resolver.on(day)
        return self.known[day]


def unit(ids, key, code, kind, parent, start, end=None, subkind=""):
    """One unit with one state."""
    if key not in ids:
        ids[key] = OrgUnit.objects.create(uid=f"past-{key}").pk
    name = f"Nơi {key}"
    UnitState.objects.create(
        unit_id=ids[key],
        code=code,
        name=name,
        kind=kind,
        group=KINDS[kind].group,
        subkind=subkind,
        parent_id=ids[parent] if parent else None,
        valid_from=start,
        valid_to=end,
        search_key=search_key(name),
        sort_key=sort_key(name),
    )


def build(seed: int) -> Past:
    """Write units, lineage, rounds and random rows."""
    chance = random.Random(seed)
    ids: dict[str, int] = {}
    for key, code, kind, parent, after in ABOVE:
        stays = key == "vn"
        unit(ids, key, code, kind, parent, START, None if stays else CHANGE)
        if after:
            ids.setdefault(after, OrgUnit.objects.create(uid=f"past-{after}").pk)
            unit(ids, key, code, kind, after, CHANGE)
    for key, code, kind, parent in AFTER:
        unit(ids, key, code, kind, parent, CHANGE)
    for home in ("c1", "c2", "c3", "c4", "old", "d1"):
        for at, (kind, subkind) in enumerate(LEAVES if home[0] == "c" else LEAVES[2:3]):
            key = f"{home}-{at}"
            unit(ids, key, f"{home}{at:02d}", kind, home, START, CHANGE, subkind)
            unit(ids, key, f"{HEIRS[home]}-{home}{at}", kind, HEIRS[home], CHANGE, None, subkind)
    event = Reorganisation.objects.create(on=CHANGE, title="Sắp xếp", kind="merge")
    for source, target, extent in EDGES:
        if source != target:
            Succession.objects.create(
                reorganisation=event,
                source_id=ids[source],
                target_id=ids[target],
                on=CHANGE,
                extent=extent,
            )
    rebuild_maps()
    with mock.patch("phongtrao.programmes.actions.read_package", _read_once):
        publish(folder=settings.PLAN_FOLDER, by=None)
    for period in PERIODS:
        form = "midyear" if period.half else "annual"
        open_round(form=form, period=period, by=None)
        speak(chance, form, period)
    visit(random.Random(seed + 1), sorted(ids.values()))
    return Past(ids, resolver())


def resolver() -> hierarchy.Resolver:
    """The pure history of what was written."""
    columns = ("unit_id", "code", "name", "kind", "parent_id", "valid_from", "valid_to")
    edges = Succession.objects.values_list("source_id", "target_id", "on", "extent")
    return hierarchy.Resolver(
        [hierarchy.UnitState(*row) for row in UnitState.objects.values_list(*columns)],
        [hierarchy.Succession(*row) for row in edges],
    )


def speak(chance, form_id, period):
    """Random rows for everyone who owes the form."""
    form = programmes.package().forms[form_id]
    rows = []
    for owed in Owed.objects.filter(round__form=form_id, round__period=period.code):
        state = chance.choice(STATES)
        if state == "due":
            rows.append(projections.due_row(form, owed, period.code))
            continue
        said = (state, 1, f"{period.year}-10-01T00:00:00+07:00", 0, 0)
        payload = answers(chance, form.fields_for(owed.group, owed.subkind))
        rows.append(projections.said_row(form, owed, period.code, said, payload))
    projections.write(form, rows)


def visit(chance, units):
    """Two inspection rounds; some units visited once or twice, some only photographed."""
    for year in (2024, 2025):
        round_ = InspectionRound.objects.create(
            programme=programmes.programme(), code=f"KT-{year}", period=str(year), title="Kiểm tra",
            starts=date(year, 1, 1), ends=date(year, 12, 31), method="listed",
            made_at=datetime(year, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        for unit_id in units:
            if chance.random() < 0.4:
                day = date(year, chance.randrange(1, 13), chance.randrange(1, 29))
                current = int(chance.random() < 0.8)
                Visit.objects.create(round=round_, unit_id=unit_id, current=current, day=day)


def answers(chance, fields):
    """Random answers, kinds right, reasons now and then."""
    payload = {}
    for asked in fields:
        if asked.why and chance.random() < 0.15:
            payload[asked.id] = {"why": chance.choice(asked.why)}
        elif asked.type == "integer":
            payload[asked.id] = chance.randrange(4)
        elif asked.type == "yesno":
            payload[asked.id] = chance.choice(["yes", "yes", "no"])
        elif asked.type == "choice":
            payload[asked.id] = chance.choice([choice.code for choice in asked.choices])
    return payload
