"""Runs of the hands, whose turn it is, deadlines moved by decision, long work of people."""

from django.db import models


class Turn(models.Model):
    """Who holds a hand now; a holder that died loses it when `until` has passed."""

    job = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=80, default="", blank=True)
    until = models.DateTimeField(null=True)


class Run(models.Model):
    """One run of a hand for one slot of its clock ("2026-11-15", "2026-11-15T07:03")."""

    class State(models.TextChoices):
        """`lost`: the process died; the slot is run again."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        LOST = "lost"

    job = models.CharField(max_length=40)
    slot = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0, help_text="Things done.")
    result = models.TextField(default="", blank=True)
    holder = models.CharField(max_length=80)

    class Meta:
        """A slot is done once; newest first."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "slot"], condition=models.Q(state="done"), name="one_done_slot"
            )
        ]
        indexes = [models.Index(fields=["job", "-id"], name="run_job")]


class Extension(models.Model):
    """A later day for one unit and round, by the level above; the owed deadline stays as it was."""

    round_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    until = models.DateField(help_text="Late begins at 00:00 of this day (+07).")
    reason = models.TextField()
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """The newest one counts."""

        ordering = ["id"]
        indexes = [models.Index(fields=["round_id", "unit_id"], name="extension_of")]


class Work(models.Model):
    """One long task somebody asked for: it goes on after the answer and can be come back to."""

    class State(models.TextChoices):
        """`lost`: the process ended before the work did; it can be started again."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        LOST = "lost"

    kind = models.CharField(max_length=40)
    post_id = models.BigIntegerField(db_index=True)
    plan = models.CharField(max_length=80, default="", blank=True)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    input = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, default="", blank=True)
    result = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    made = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    holder = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        """The same work runs once at a time; newest first."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "post_id", "key"],
                condition=models.Q(state__in=("waiting", "running")),
                name="one_running_work",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class WorkFile(models.Model):
    """A file a work made; kept for some days."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    content = models.BinaryField()

    class Meta:
        """One of each kind."""

        constraints = [models.UniqueConstraint(fields=["work", "kind"], name="one_work_file")]
