"""The plan in force as immutable versions, its rounds, and what is owed."""

from datetime import date
from uuid import uuid4

from django.db import models

from phongtrao.orgs.models import OrgUnit


class Programme(models.Model):
    """One plan that runs here."""

    code = models.CharField(max_length=80, unique=True)
    title = models.TextField()
    is_demo = models.BooleanField(default=False)


class PackageVersion(models.Model):
    """A published package: never edited, only followed by the next number."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.TextField()
    published_at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        """One row per number."""

        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_package_number")
        ]


class PackageDraft(models.Model):
    """A next version that is not in force: an amendment by document, or a folder read in."""

    class State(models.TextChoices):
        """A draft is published once or dropped."""

        DRAFT = "draft"
        PUBLISHED = "published"
        DROPPED = "dropped"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    based_on = models.PositiveIntegerField()
    amendment = models.CharField(max_length=80, default="", blank=True)
    title = models.TextField()
    content = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    became = models.PositiveIntegerField(null=True)


class Round(models.Model):
    """One form asked for in one period; `stamp` changes with every row of its projection."""

    class State(models.TextChoices):
        """A closed round takes no more versions."""

        OPEN = "open"
        CLOSED = "closed"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    form = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    opens = models.DateField()
    closes = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    stamp = models.UUIDField(default=uuid4)
    package_number = models.PositiveIntegerField(
        null=True, help_text="The version in force when the round was closed: it is judged by it."
    )

    class Meta:
        """Newest period first."""

        ordering = ["-period", "form"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "form", "period"], name="one_round")
        ]


class Owed(models.Model):
    """One unit owes one form in one round; what it was that year is kept with the duty.

    `deadline` is the plan's and never rewritten; `extended_to` the later day by decision.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)
    group = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    subkind = models.CharField(max_length=20, default="", blank=True)
    in_scope = models.BooleanField()
    scope_rule = models.CharField(max_length=40, default="", blank=True)
    deadline = models.DateField(help_text="Late begins at 00:00 of this day (+07).")
    extended_to = models.DateField(null=True, help_text="The same, as extended.")

    class Meta:
        """A unit owes a form once in a round."""

        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="owed_once")]

    @property
    def before(self) -> date:
        """The day that counts: late begins at 00:00 of it (+07)."""
        return self.extended_to or self.deadline

    @property
    def planned(self) -> date | None:
        """The plan's deadline where a later day counts instead, else None."""
        return self.deadline if self.extended_to else None
