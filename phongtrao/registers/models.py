"""Entries of registers, each a chain of immutable versions, with their files."""

from django.db import models

from phongtrao.orgs.models import OrgUnit
from phongtrao.programmes.models import Programme


class Entry(models.Model):
    """One line of a register. What it says is in its versions; the rest here is derived from them.

    `grp`, `kind`, `subkind`: what the unit was when the entry was added. `heading`: its name.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    register = models.CharField(max_length=40)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)
    grp = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    subkind = models.CharField(max_length=20, default="", blank=True)
    period = models.CharField(max_length=10, default="", blank=True)
    state = models.CharField(max_length=40)
    current = models.PositiveIntegerField(default=0)
    withdrawn = models.BooleanField(default=False)
    heading = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        """Found by unit and register."""

        indexes = [
            models.Index(fields=["unit", "register"], name="entry_unit"),
            models.Index(fields=["register", "state"], name="entry_register"),
        ]


class Version(models.Model):
    """One act on an entry, never changed; `number` counts within the entry.

    `on`: the day from which it holds. `payload`: canonical JSON of the values (with `point`), or of
    a review. `undoes`: the number this act takes back.
    """

    class Verb(models.TextChoices):
        """What was done."""

        ADD = "add"
        CHANGE = "change"
        MOVE = "move"
        REVIEW = "review"
        WITHDRAW = "withdraw"
        UNDO = "undo"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb)
    on = models.DateField()
    state = models.CharField(max_length=40)
    payload = models.TextField(help_text="Canonical JSON.")
    digest = models.CharField(max_length=64)
    client_key = models.CharField(max_length=64, unique=True)
    review = models.CharField(max_length=40, default="", blank=True)
    period = models.CharField(max_length=10, default="", blank=True)
    undoes = models.PositiveIntegerField(null=True)
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    package_number = models.PositiveIntegerField()
    log_index = models.BigIntegerField()
    entry_hash = models.CharField(max_length=64)

    class Meta:
        """Numbers have no gaps and no doubles."""

        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_entry_version")
        ]


class EntryFile(models.Model):
    """A file that backs an entry or one of its reviews, stored under the hash of its content."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="files")
    review = models.CharField(max_length=40, default="", blank=True)
    period = models.CharField(max_length=10, default="", blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=160)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    removed = models.BooleanField(default=False)


class Shape(models.Model):
    """Which projections stand, and the hash of the columns they were built with."""

    name = models.CharField(max_length=120, primary_key=True)
    digest = models.CharField(max_length=64)
