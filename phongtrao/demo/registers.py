"""Registers of the demonstration: loaded through the room's bulk door, in step with the reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from phongtrao.core.kinds import full_name
from phongtrao.core.periods import Period
from phongtrao.demo import register_books as books
from phongtrao.demo import register_stock as stock
from phongtrao.demo.chance import seeded
from phongtrao.demo.history import CURRENT
from phongtrao.demo.population import MERGER
from phongtrao.demo.register_books import Entry, Writer
from phongtrao.demo.register_papers import DOCUMENTS, OUTLINES, RELATIONS
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers.loading import Judged, Loaded, Moved, bulk_add
from phongtrao.submissions import queries as submissions

LAST = CURRENT - 1  # the newest year whose reports are whole
MERGER_YEAR = 2025
CENTRE = (11.75, 106.9)
SHARED_OUT = ("outreach", "propagandists", "awards", "budget")
WHOLE = ("models", "festival", "training")
WAVES = 5  # models are loaded in waves, so that a younger one may come from an older one
SHARES = {"hamlet": 0.05, "agency": 0.05, "enterprise": 0.035, "school": 0.07}
ALWAYS = ("commune", "district", "province")  # communes only with hamlets of their own


def build(
    *,
    seed: int,
    posts: Mapping[int, int],
    favoured: Collection[int] = (),
    share: float = 1.0,
    whole: float = 1.0,
) -> int:
    """Fill every register; return the number of lines.

    posts: unit id → the post that writes for it; favoured: units whose registers are never empty
    (those of the sign-ins); share: of the units, how many write the yearly registers too; whole:
    how many of all units keep the registers that the yearly report lays beside their reports.
    """
    years = [*programmes.package().years, CURRENT]
    everyone = {year: list(_writers(seed, year, posts, favoured, whole)) for year in years}
    writers = {year: [w for w in everyone[year] if w.keeps_all] for year in years}
    total = _documents(seed)
    outlines = _outlines(seed)
    total += len(outlines)
    for register, make in _yearly(outlines).items():
        chosen = share if register in SHARED_OUT else 1.0
        who = everyone if register in WHOLE else writers
        total += len(_load(register, _all(who, make, chosen, favoured)))
    total += _models(seed, everyone)
    total += _forces(writers)
    newest = [w for w in writers[LAST] if w.group != "hamlet"]
    total += len(_load("cameras", (e for w in newest for e in books.cameras(w))))
    return total


def _yearly(outlines: dict[str, int]) -> dict[str, Callable[[Writer], Iterable[Entry]]]:
    """Registers written anew every year."""
    return {
        "outreach": lambda writer: books.outreach(writer, outlines),
        "propagandists": lambda w: books.propagandists(w) if w.group == "commune" else (),
        "festival": books.festival,
        "training": books.training,
        "awards": books.awards,
        "budget": books.budget,
        "exemplary": lambda w: books.exemplary(w) if w.group != "province" else (),
    }


def _all(
    writers: Mapping[int, list[Writer]],
    make: Callable[[Writer], Iterable[Entry]],
    share: float,
    favoured: Collection[int],
) -> Iterator[Entry]:
    for year in sorted(writers):
        for writer in writers[year]:
            draw = seeded(f"{writer.seed}/{writer.uid}/books").random()
            if draw < share or writer.unit_id in favoured:
                yield from make(writer)


def _writers(
    seed: int, year: int, posts: Mapping[int, int], favoured: Collection[int], whole: float
) -> Iterator[Writer]:
    """Units that keep registers in a year: all communes and above, a few of the others.

    Of all units `whole` keeps at least the registers in `WHOLE`, if it handed in a report.
    """
    day = date(year, 12, 31)
    peopled = {state.parent_id for state in orgs.units_on(day, "hamlet")}
    states = {state.unit_id: state for state in orgs.units_on(day)}
    uids = {key: state.unit.uid for key, state in states.items()}
    for row in submissions.rows("annual", Period(year)):
        if row["unit_id"] not in states:
            continue
        every = row["unit_id"] in peopled or _keeps(row, seed, favoured)
        said = row["version"] > 0 and seeded(f"{seed}/{row['unit_id']}/whole").random() < whole
        if not every and not said:
            continue
        state = states[row["unit_id"]]
        name = full_name(state.kind, state.name)
        place = seeded(f"{seed}/{uids[state.unit_id]}/place")
        yield Writer(
            unit_id=state.unit_id,
            uid=uids[state.unit_id],
            name=name,
            group=state.group,
            kind=state.kind,
            year=year,
            report=row,
            post_id=posts.get(state.unit_id),
            place=(CENTRE[0] + place.uniform(-0.4, 0.4), CENTRE[1] + place.uniform(-0.4, 0.4)),
            seed=seed,
            keeps_all=every,
        )


def _keeps(row: Mapping[str, Any], seed: int, favoured: Collection[int]) -> bool:
    """Whether a unit below a commune keeps registers; bodies of the province do for money."""
    if row["unit_id"] in favoured or str(row["subkind"]).startswith("body"):
        return True
    if row["grp"] in ALWAYS:
        return bool(row["grp"] != "commune")
    draw = seeded(f"{seed}/{row['unit_id']}/keeps").random()
    return bool(draw < SHARES.get(row["grp"], 0))


def _load(register: str, entries: Iterable[Entry]) -> list[int]:
    definition = programmes.package().registers[register]
    loaded = (_loaded(definition, entry) for entry in entries)
    return bulk_add(register=register, loaded=loaded, by=None)


def _loaded(definition: Register, entry: Entry) -> Loaded:
    return Loaded(
        unit_id=entry.unit_id,
        values=entry.values,
        at=entry.at,
        key=entry.key,
        state=entry.state,
        post_id=entry.post_id,
        period=Period(entry.year) if definition.period == "year" else None,
        point=entry.point,
        moves=tuple(Moved(to, on, reason) for to, on, reason in entry.moves),
        reviews=tuple(
            Judged(
                code,
                Period(year, 1 if definition.review(code).period == "half" else None),
                values,
                datetime(year, 11, 10, 3, 0, tzinfo=UTC),
            )
            for code, year, values in entry.reviews
        ),
    )


def _models(seed: int, writers: Mapping[int, list[Writer]]) -> int:
    """Models: of the communes before the merger, then of all units of today that reported."""
    register = programmes.package().registers["models"]
    field = register.field("kind_of_model")
    labels = {item.id: item.label for item in register.items(field)}
    stayed = {w.unit_id for w in writers[LAST]}
    old = [w for w in writers[MERGER_YEAR - 1] if w.group == "commune"]
    old = [w for w in old if w.unit_id not in stayed]
    now = [
        replace(w, year=CURRENT)
        for w in writers[LAST]
        if w.report["version"] and w.group not in ("district", "province")
    ]
    lines = [e for w in old for e in stock.models(w, labels, MERGER, passed=True)]
    lines += [e for w in now for e in stock.models(w, labels, w.last_day)]
    lines.sort(key=lambda entry: entry.values["founded_on"])
    rng = seeded(f"{seed}/replicas")
    known: list[tuple[str, str, int]] = []
    step = max(1, -(-len(lines) // WAVES))
    for start in range(0, len(lines), step):
        wave = lines[start : start + step]
        for line in wave:
            parent = stock.parent_of(line, known, rng)
            if parent:
                line.values["parent"] = parent
        ids = _load("models", wave)
        known += [
            (line.values["kind_of_model"], line.values["founded_on"], number)
            for line, number in zip(wave, ids, strict=True)
        ]
    return len(known)


def _forces(writers: Mapping[int, list[Writer]]) -> int:
    """Older forces until 1/7/2024, then a team for each hamlet, and guards of units."""
    lines: list[Entry] = []
    for writer in writers[MERGER_YEAR - 2]:
        if writer.group == "commune":
            lines += stock.older_force(writer)
    for writer in writers[LAST]:
        if writer.group == "commune":
            below = orgs.children(writer.unit_id, date(LAST, 12, 31), "hamlet")
            lines += stock.teams(writer, [(s.unit_id, s.name) for s in below])
        elif writer.group in ("agency", "enterprise", "school"):
            lines += stock.guards(writer)
    return len(_load("core_force", lines))


def _office(seed: int) -> int | None:
    """The body that keeps documents and outlines: the first of the province's bodies."""
    bodies = [s for s in orgs.units_on() if s.subkind.startswith("body")]
    police = [s for s in bodies if "Công an" in s.name]
    chosen = [*police, *sorted(bodies, key=lambda s: s.unit_id)]
    return chosen[0].unit_id if chosen else None


def _documents(seed: int) -> int:
    office = _office(seed)
    if office is None:
        return 0
    known: dict[str, int] = {}
    rank = {number: 0 for number, *_ in DOCUMENTS} | dict.fromkeys(RELATIONS, 1)
    for level in (0, 1):
        papers = [paper for paper in DOCUMENTS if rank[paper[0]] == level]
        ids = _load("documents", [_paper(seed, office, paper, known) for paper in papers])
        known |= {paper[0]: number for paper, number in zip(papers, ids, strict=True)}
    return len(known)


def _paper(seed: int, office: int, paper: tuple[str, ...], known: Mapping[str, int]) -> Entry:
    number, form, issuer, issued, title, since, clauses = paper
    relation, earlier = RELATIONS.get(number, ("", ""))
    values: dict[str, Any] = {
        "number": number,
        "form": form,
        "issuer": issuer,
        "issued": issued,
        "title": title,
        "effective_from": since,
        "relation": relation,
        "earlier": known.get(earlier, ""),
        "linked_clauses": clauses,
        "secrecy": "none",
    }
    filled = {name: value for name, value in values.items() if value}
    at = books.at_noon(max(date.fromisoformat(issued), date(2022, 8, 1)))
    return Entry(office, filled, at, f"demo-{seed}-document-{number}"[:60])


def _outlines(seed: int) -> dict[str, int]:
    """Topic → number of the outline in use."""
    office = _office(seed)
    if office is None:
        return {}
    lines = []
    for place, (title, topic, audiences, minutes, content) in enumerate(OUTLINES):
        day = date(2022, 9, 1 + place)
        values = {
            "title": title,
            "topic": topic,
            "audiences": list(audiences),
            "language": "vi",
            "minutes": minutes,
            "content": content,
            "issued_on": day.isoformat() if topic != "core_force" else "2024-06-03",
        }
        key = f"demo-{seed}-outline-{place}"
        lines.append(Entry(office, values, books.at_noon(day), key, state="issued"))
    ids = _load("outlines", lines)
    return {line.values["topic"]: number for line, number in zip(lines, ids, strict=True)}
