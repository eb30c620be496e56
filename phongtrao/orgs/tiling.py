"""Where units lie on a grid of tiles: one cell each, roughly as on a map. Private to the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction

from phongtrao.core.findings import Refusal
from phongtrao.orgs.models import OrgUnit, Succession, Tile

COLUMNS = ("since", "uid", "row", "column")
Cell = tuple[int, int]


@transaction.atomic
def load(path: Path, lines: list[dict[str, str]]) -> int:
    """Bring the tiles of a file in; the file rules over every grid it lists. Rows changed."""
    ids = dict(OrgUnit.objects.values_list("uid", "pk"))
    try:
        wanted = {
            (date.fromisoformat(line["since"]), ids[line["uid"]]): (
                int(line["row"]),
                int(line["column"]),
            )
            for line in lines
        }
    except (KeyError, ValueError) as problem:
        raise Refusal(
            "units.tiles",
            f"{path.name}: sai ngày, mã đơn vị hoặc vị trí ({problem}).",
            f"{path.name}: wrong day, unit or place ({problem}).",
        ) from problem
    grids = {since for since, _unit in wanted}
    stored = {(t.since, t.unit_id): (t.row, t.column) for t in Tile.objects.filter(since__in=grids)}
    if stored == wanted:
        return 0
    Tile.objects.filter(since__in=grids).delete()
    Tile.objects.bulk_create(
        Tile(since=since, unit_id=unit, row=row, column=column)
        for (since, unit), (row, column) in wanted.items()
    )
    return len(wanted.items() ^ stored.items())


def cells(unit_ids: Iterable[int], on: date) -> dict[int, Cell]:
    """Return (row, column) of units on the grid of a day.

    A unit founded after the grid was drawn takes the cell of a unit that passed into it; where
    none is free it has no cell, and whoever draws puts it below the others.
    """
    newest = Tile.objects.filter(since__lte=on).order_by("-since").values("since")[:1]
    drawn = {t.unit_id: (t.row, t.column) for t in Tile.objects.filter(since__in=newest)}
    wanted = set(unit_ids)
    found = {unit: drawn[unit] for unit in wanted & drawn.keys()}
    taken = set(found.values())
    heirs = Succession.objects.filter(target_id__in=wanted - found.keys(), on__lte=on)
    for source, target in heirs.order_by("pk").values_list("source_id", "target_id"):
        cell = drawn.get(source)
        if cell and target not in found and cell not in taken:
            found[target] = cell
            taken.add(cell)
    return found
