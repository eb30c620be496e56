"""A reorganisation from draft to done, with everything needed to take it back."""

from typing import Any

from django.db import models

from phongtrao.rules.reorganising import Document, Steps


class Reform(models.Model):
    """One reorganisation under one document.

    `steps`: JSON of `rules.reorganising.Steps`. `journal`: what carrying it out changed, states and
    posts before and after; kept when it is taken back. `attempt` counts carryings-out.
    """

    class State(models.TextChoices):
        """Taken back, it is a draft again; dropped, it stays in the history."""

        DRAFT = "draft"
        DONE = "done"
        DROPPED = "dropped"

    code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField(max_length=80, default="", blank=True)
    issued = models.DateField(null=True)
    issuer = models.CharField(max_length=200, default="", blank=True)
    on = models.DateField(null=True)
    steps = models.TextField(default="{}")
    journal = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    post_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def plan(self) -> Steps:
        """The steps as data."""
        return Steps.model_validate_json(self.steps)

    @property
    def document(self) -> Document:
        """The decision it rests on."""
        return Document(self.number, self.issued, self.issuer)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT

    def uid(self, key: str) -> str:
        """The lasting identity of a unit this attempt founds."""
        return f"{self.code.lower()}-{self.attempt + 1}-{key}"

    def keep(self, steps: Steps) -> None:
        """Take steps over, unsaved."""
        self.steps = steps.model_dump_json()

    @property
    def founded(self) -> dict[str, Any]:
        """Units founded when it was carried out: uid → id."""
        found: dict[str, Any] = self.journal.get("founded", {})
        return found
