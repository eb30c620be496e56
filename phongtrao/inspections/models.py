"""Inspection rounds, the units they visit, what was found, what must be put right, what was asked.

Everything said is added, never changed: a visit is a chain of versions as a report is; a sample
keeps its frame, its seed and its whole proof.
"""

from django.db import models

from phongtrao.orgs.models import OrgUnit
from phongtrao.programmes.models import Programme


class InspectionRound(models.Model):
    """One round of inspections of a half-year or year.

    `frame` is the text of `rules.sampling`; `frame_index` is its place in the log, `seed_index` the
    entry whose root gives the seed. `within`: the unit below which areas and units are looked for.
    """

    class Method(models.TextChoices):
        """How the units to visit are chosen."""

        DRAWN = "drawn"
        LISTED = "listed"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    code = models.CharField(max_length=40, unique=True)
    period = models.CharField(max_length=10, db_index=True)
    title = models.CharField(max_length=250)
    document = models.CharField(max_length=80, default="", blank=True)
    document_on = models.DateField(null=True)
    team = models.TextField(default="", blank=True, help_text="Offices, one a line; no persons.")
    plan = models.TextField(default="", blank=True)
    starts = models.DateField()
    ends = models.DateField()
    method = models.CharField(max_length=10, choices=Method)
    size = models.PositiveIntegerField(default=0)
    groups = models.JSONField(default=list)
    draw_at = models.DateTimeField(null=True)
    frame = models.TextField(default="", blank=True)
    frame_digest = models.CharField(max_length=64, default="", blank=True)
    frame_index = models.BigIntegerField(null=True)
    frame_on = models.DateField(null=True)
    seed_index = models.BigIntegerField(null=True)
    seed_root = models.CharField(max_length=64, default="", blank=True)
    seed = models.CharField(max_length=64, default="", blank=True)
    sample_digest = models.CharField(max_length=64, default="", blank=True)
    drawn_at = models.DateTimeField(null=True)
    post_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ["-starts", "-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_drawn(self) -> bool:
        """Whether the units are drawn by lot."""
        return self.method == self.Method.DRAWN


class Selected(models.Model):
    """A unit a round visits: drawn, put in the place of a drawn one, or named by the plan."""

    class Origin(models.TextChoices):
        """Why the unit is visited."""

        DRAWN = "drawn"
        REPLACEMENT = "replacement"
        LISTED = "listed"

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="selected")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    group = models.CharField(max_length=20)
    stratum = models.CharField(max_length=120, default="", blank=True)
    place = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=12, choices=Origin)
    instead_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    set_aside = models.CharField(max_length=40, default="", blank=True)
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)

    class Meta:
        """A round visits a unit once; in drawn order."""

        ordering = ["stratum", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="selected_once")]


class Visit(models.Model):
    """A unit visited in a round; `current` is the number of the newest version (0: only files)."""

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    current = models.PositiveIntegerField(default=0)
    day = models.DateField(null=True)

    class Meta:
        """One visit of a unit in a round."""

        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="one_visit")]


class VisitVersion(models.Model):
    """What a team wrote down once; never changed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    payload = models.TextField(help_text="Canonical JSON: day, note, claimed, items.")
    digest = models.CharField(max_length=64)
    client_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    log_index = models.BigIntegerField()

    class Meta:
        """Numbers have no doubles."""

        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="visit_number")]


class VisitFile(models.Model):
    """A photo or document of a visit, stored under the hash of its content."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="files")
    field = models.CharField(max_length=60, default="", blank=True)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class FollowUp(models.Model):
    """Something a visit found that must be put right before a day, until an inspector closes it."""

    class State(models.TextChoices):
        """Open, said to be done by the unit or its commune, closed, or withdrawn."""

        OPEN = "open"
        REPORTED = "reported"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="follow_ups")
    field = models.CharField(max_length=60)
    task = models.TextField()
    due = models.DateField(help_text="Late begins at 00:00 of this day (+07).")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    proof = models.TextField(default="", blank=True)
    file = models.ForeignKey(VisitFile, on_delete=models.PROTECT, null=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        """One follow-up for each thing found; most urgent first."""

        ordering = ["due", "id"]
        constraints = [models.UniqueConstraint(fields=["visit", "field"], name="one_follow_up")]


class SignalAnswer(models.Model):
    """An office explains a signal in a sentence; kept, the newest counts."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    key = models.CharField(max_length=16, db_index=True)
    kind = models.CharField(max_length=12)
    sentence = models.TextField()
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
