"""Units and their dated states, the lineage between them, and the resolved maps.

All dates are Vietnamese calendar days; `valid_to` is exclusive.
"""

from uuid import uuid4

from django.db import models

from phongtrao.core.kinds import GROUPS, KINDS


class OrgUnit(models.Model):
    """One unit for as long as it exists; everything that may change is in its states."""

    uid = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.uid


class UnitState(models.Model):
    """What a unit was from one day until another; the states of a unit touch or leave gaps."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="states")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k.code, k.label) for k in KINDS.values()])
    group = models.CharField(max_length=20, choices=[(g, g) for g in GROUPS])
    parent = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="child_states"
    )
    subkind = models.CharField(max_length=20, default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    search_key = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=600)

    class Meta:
        """A state is found by unit and day, code, key or parent."""

        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="one_state_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="state_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "valid_from"], name="state_code"),
            models.Index(fields=["search_key"], name="state_search"),
            models.Index(fields=["parent", "valid_from"], name="state_parent"),
            models.Index(fields=["group", "valid_from"], name="state_group"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Reorganisation(models.Model):
    """One dated decision that changed units: merge, split, move, close, rename."""

    on = models.DateField()
    title = models.CharField(max_length=300)
    document = models.CharField(max_length=300, default="", blank=True)
    kind = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.on}: {self.title}"


class Succession(models.Model):
    """One edge of lineage: `source` passed wholly or in part into `target` on a day."""

    class Extent(models.TextChoices):
        """How much of the source went."""

        WHOLE = "whole"
        PART = "part"

    reorganisation = models.ForeignKey(
        Reorganisation, on_delete=models.PROTECT, related_name="successions"
    )
    source = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="successors")
    target = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()
    extent = models.CharField(max_length=10, choices=Extent, default=Extent.WHOLE)

    class Meta:
        """An edge is written once."""

        constraints = [
            models.UniqueConstraint(fields=["source", "target", "on"], name="one_succession")
        ]


class MapVersion(models.Model):
    """The map of units that holds from `on` until the next version.

    `stamp` changes whenever an entry of the map does.
    """

    on = models.DateField(unique=True)
    stamp = models.UUIDField(default=uuid4)

    def __str__(self) -> str:
        return str(self.on)


class MapEntry(models.Model):
    """Where one unit, living, gone or not yet founded, lies on one map.

    Columns hold unit ids; None where the unit belongs to several (or no) units of that level.
    `self_id`: the unit itself, or the one unit that stands for it on this map.
    """

    map = models.ForeignKey(MapVersion, on_delete=models.CASCADE, related_name="entries")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    nation_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    district_id = models.BigIntegerField(null=True)
    commune_id = models.BigIntegerField(null=True)
    self_id = models.BigIntegerField(null=True)

    class Meta:
        """Joined by (map, unit), filtered by (map, level)."""

        constraints = [
            models.UniqueConstraint(fields=["map", "unit"], name="one_entry_a_map"),
        ]
        indexes = [
            models.Index(fields=["map", "commune_id"], name="entry_commune"),
            models.Index(fields=["map", "district_id"], name="entry_district"),
            models.Index(fields=["map", "province_id"], name="entry_province"),
        ]


class Tile(models.Model):
    """The cell of one unit on a grid of tiles drawn from a day on; both count from 1."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="tiles")
    since = models.DateField()
    row = models.PositiveSmallIntegerField()
    column = models.PositiveSmallIntegerField()

    class Meta:
        """On one grid a unit has one cell and a cell holds one unit."""

        constraints = [
            models.UniqueConstraint(fields=["unit", "since"], name="one_tile_a_unit"),
            models.UniqueConstraint(fields=["since", "row", "column"], name="one_unit_a_tile"),
        ]

    def __str__(self) -> str:
        return f"{self.since}: {self.row}/{self.column}"
