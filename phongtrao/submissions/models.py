"""What a unit said in a round, as a chain of immutable versions, and what became of it."""

from django.db import models

from phongtrao.orgs.models import OrgUnit
from phongtrao.programmes.models import Round


class Submission(models.Model):
    """One unit in one round; `current` is the number of its newest version (0: none yet)."""

    class State(models.TextChoices):
        """Where the submission stands on the verification ladder."""

        DUE = "due"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        APPROVED = "approved"
        ACCEPTED = "accepted"

    round = models.ForeignKey(Round, on_delete=models.PROTECT)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)
    state = models.CharField(max_length=12, choices=State, default=State.DUE)
    current = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        """A unit answers a round once; queues read by state and age."""

        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="one_submission")]
        indexes = [models.Index(fields=["state", "last_at"])]


class Draft(models.Model):
    """What a sender has typed so far, as typed; not yet said."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE)
    payload = models.JSONField(default=dict)
    post_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()


class Version(models.Model):
    """What was handed in once; never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    payload = models.TextField(help_text="Canonical JSON.")
    digest = models.CharField(max_length=64)
    client_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    late = models.BooleanField()
    on_behalf = models.BooleanField(default=False)
    note = models.TextField(default="", blank=True)
    package_number = models.PositiveIntegerField()

    class Meta:
        """Numbers have no gaps and no doubles."""

        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_version_number")
        ]


class Receipt(models.Model):
    """What the sender keeps: when the server took it, and its place in the log."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT)
    code = models.CharField(max_length=20, unique=True)
    log_index = models.BigIntegerField()
    entry_hash = models.CharField(max_length=64)
    at = models.DateTimeField()


class Review(models.Model):
    """One decision of a verifier about one version."""

    class Verb(models.TextChoices):
        """What was decided."""

        APPROVE = "approve"
        RETURN = "return"
        ACCEPT = "accept"
        UNDO = "undo"

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    verb = models.CharField(max_length=10, choices=Verb)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)


class CellReturn(models.Model):
    """One cell sent back, with the sentence that says what to do."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE)
    field = models.CharField(max_length=60)
    sentence = models.TextField()


class Evidence(models.Model):
    """A file that backs an answer, stored under the hash of its content."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    field = models.CharField(max_length=60, default="", blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=160)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    removed = models.BooleanField(default=False)
