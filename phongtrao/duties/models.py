"""Who leads which duty when, what was done and sent about it; nothing said is ever changed."""

from __future__ import annotations

from django.db import models

from phongtrao.orgs.models import OrgUnit
from phongtrao.programmes.models import Programme


class Desk(models.Model):
    """One body of part IV as it acts here; `unit` is the org unit whose posts speak for it.

    `code`: id of the body in the plan, or `<collective>.<unit code>` for one unit of a collective.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    code = models.CharField(max_length=80)
    body = models.CharField(max_length=60, db_index=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """A body acts once in each plan."""

        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_desk_of_a_body")
        ]

    def __str__(self) -> str:
        return self.code


class Assignment(models.Model):
    """One duty asked for once: of one body, in one part of one year.

    `first` is the body the plan names; `holder` the one that holds the work today.
    `after` is the first day after the part; `due` the named day ("trước ngày").
    """

    code = models.CharField(max_length=120, unique=True)
    duty = models.CharField(max_length=60)
    clause = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    part = models.CharField(max_length=4, default="", blank=True)
    starts = models.DateField()
    after = models.DateField()
    due = models.DateField()
    due_from = models.CharField(max_length=10)
    first = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="first_assignments")
    holder = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="assignments")
    package_number = models.PositiveIntegerField()

    class Meta:
        """A duty is asked of a body once for each part of a year."""

        constraints = [
            models.UniqueConstraint(fields=["duty", "year", "part", "first"], name="one_assignment")
        ]
        indexes = [models.Index(fields=["starts", "after"])]

    def __str__(self) -> str:
        return self.code


class Update(models.Model):
    """What the holder says about an assignment: a step, a text, counts; never changed."""

    class Step(models.TextChoices):
        """How far the holder says it is."""

        PLAN = "plan"
        DOING = "doing"
        DONE = "done"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="updates")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=8, choices=Step)
    text = models.TextField()
    figures = models.JSONField(default=list, help_text="[[label, whole number], …]")
    reason = models.CharField(max_length=40, default="", blank=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    log_index = models.BigIntegerField()

    class Meta:
        """Numbers have no doubles."""

        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="one_update_number")
        ]


class UpdateFile(models.Model):
    """A file that came with an update, stored under the hash of its content."""

    update = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=160)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()


class HandOver(models.Model):
    """Work that passed from one body to another from a day, by a document."""

    source = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="given")
    target = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="taken")
    on = models.DateField()
    document = models.CharField(max_length=300)
    confirmed = models.BooleanField(help_text="False: the document is still to be confirmed.")
    duties = models.JSONField(default=list, help_text="Duty ids; empty: all of the body's.")
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    log_index = models.BigIntegerField()


class Moved(models.Model):
    """One assignment in a hand-over."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="moved")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="moves")
    source = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """An assignment is named once in a hand-over."""

        constraints = [
            models.UniqueConstraint(fields=["hand_over", "assignment"], name="moved_once")
        ]


class Paper(models.Model):
    """One document a body sends in a year: its implementing plan or its yearly report."""

    class Kind(models.TextChoices):
        """Which document."""

        PLAN = "plan"
        REPORT = "report"

    class State(models.TextChoices):
        """Where it stands."""

        DUE = "due"
        SENT = "sent"
        RECEIVED = "received"
        RETURNED = "returned"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    current = models.PositiveIntegerField(default=0)
    draft = models.JSONField(default=dict, help_text="Boxes as typed, not yet said.")

    class Meta:
        """A body sends each kind once a year."""

        constraints = [models.UniqueConstraint(fields=["desk", "kind", "year"], name="one_paper")]


class PaperVersion(models.Model):
    """What was sent once; never changed. `boxes` is canonical JSON: duty id → text."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    boxes = models.TextField()
    digest = models.CharField(max_length=64)
    document = models.CharField(max_length=120, default="", blank=True)
    signed_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    name = models.CharField(max_length=160, default="", blank=True)
    mime = models.CharField(max_length=100, default="", blank=True)
    client_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    late = models.BooleanField()
    post_id = models.BigIntegerField(null=True)
    log_index = models.BigIntegerField()

    class Meta:
        """Numbers have no doubles."""

        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="one_paper_number")]


class Decision(models.Model):
    """The standing office received a version, or returned it with a sentence."""

    class Verb(models.TextChoices):
        """What was decided."""

        RECEIVE = "receive"
        RETURN = "return"

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="decisions")
    verb = models.CharField(max_length=8, choices=Verb)
    sentence = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    log_index = models.BigIntegerField()
