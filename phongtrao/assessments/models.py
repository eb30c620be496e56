"""A dossier per unit, year and matter; everything done to it is an immutable step."""

from django.db import models

from phongtrao.orgs.models import OrgUnit


class Decision(models.Model):
    """A signed decision about many units; who signed is an office, never a name."""

    class About(models.TextChoices):
        """What it decides."""

        TITLE = "title"
        STANDARD = "standard"
        GRADE = "grade"

    about = models.CharField(max_length=10, choices=About)
    year = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    level = models.CharField(max_length=10)
    office = models.CharField(max_length=200)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, help_text="Whose decision it is.")
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    late = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)
    reason = models.TextField(default="", blank=True, help_text="Why it was taken back.")

    class Meta:
        """Newest first."""

        ordering = ["-year", "-signed_on", "-id"]


class Dossier(models.Model):
    """One unit in one year for the title (with its grade) or for a standard.

    All columns besides the identity are the outcome of the steps; `rebuilding` proves it.
    Verdicts: `met`, `not_met`, `missing` or '' (not yet judged). Grades: `excellent`, `good`,
    `average`, `weak` or ''. Scores have two decimals.
    """

    class State(models.TextChoices):
        """Where the dossier stands."""

        OPEN = "open"
        REGISTERED = "registered"
        ASSESSED = "assessed"
        REVIEWED = "reviewed"
        RETURNED = "returned"
        FILED = "filed"
        RECOGNISED = "recognised"
        REFUSED = "refused"

    about = models.CharField(max_length=10, choices=Decision.About, default=Decision.About.TITLE)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)
    year = models.PositiveIntegerField()
    group = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    subkind = models.CharField(max_length=20, default="", blank=True)
    commune_id = models.BigIntegerField(null=True, db_index=True)
    level = models.CharField(max_length=10, help_text="Level that decides.")
    criteria = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    current = models.PositiveIntegerField(default=0, help_text="Number of the newest step.")
    registered_on = models.DateField(null=True)
    self_verdict = models.CharField(max_length=10, default="", blank=True)
    reviewed_verdict = models.CharField(max_length=10, default="", blank=True)
    final_verdict = models.CharField(max_length=10, default="", blank=True)
    failed = models.CharField(
        max_length=200, default="", blank=True, help_text="Criteria not met or lacking, by comma."
    )
    departs = models.BooleanField(default=False, help_text="Final differs from the rule.")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="dossiers"
    )
    self_score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    reviewed_score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    self_grade = models.CharField(max_length=10, default="", blank=True)
    reviewed_grade = models.CharField(max_length=10, default="", blank=True)
    grade = models.CharField(max_length=10, default="", blank=True)
    grade_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="graded"
    )
    last_at = models.DateTimeField(null=True)

    class Meta:
        """A unit has one dossier per year and matter; lists read by year, group and state."""

        constraints = [
            models.UniqueConstraint(fields=["about", "unit", "year"], name="one_dossier")
        ]
        indexes = [models.Index(fields=["about", "year", "group", "state"], name="dossier_list")]


class Step(models.Model):
    """One act on a dossier, never changed; `undone` steps stay readable.

    `content`: canonical JSON, by stage: register {on, items}, assess {answers}, review {answers,
    minutes}, file {number, on}, return {sentences}, decide {outcome}, score {scores, side},
    grade {grade}. `rule`: what the rule said of it; `verdict`: what the post concluded.
    """

    class Stage(models.TextChoices):
        """Kinds of acts."""

        REGISTER = "register"
        ASSESS = "assess"
        REVIEW = "review"
        FILE = "file"
        RETURN = "return"
        DECIDE = "decide"
        SCORE = "score"
        GRADE = "grade"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10, choices=Stage)
    content = models.TextField(help_text="Canonical JSON.")
    digest = models.CharField(max_length=64)
    client_key = models.CharField(max_length=64, null=True, unique=True)
    criteria = models.CharField(max_length=80)
    package_number = models.PositiveIntegerField()
    rule = models.CharField(max_length=10, default="", blank=True)
    verdict = models.CharField(max_length=10, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    document = models.CharField(max_length=120, default="", blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True)
    on_behalf = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    log_index = models.BigIntegerField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        """Numbers have no gaps and no doubles."""

        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="one_step_number")
        ]


class Certificate(models.Model):
    """The certificate of a recognised unit; `code` is read out and checked, `void` once undone."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="certificates")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT)
    code = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()
    void = models.BooleanField(default=False)


class Paper(models.Model):
    """A file of a dossier, stored under the hash of its content."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    item = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    removed = models.BooleanField(default=False)


class Draft(models.Model):
    """What a post has typed of a claim and not handed in: no step, never judged."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="drafts")
    post_id = models.BigIntegerField()
    stage = models.CharField(max_length=10, default="assess", help_text="`assess` or `review`.")
    typed = models.JSONField(help_text="Name of an input → text as typed.")
    base = models.PositiveIntegerField(help_text="Step the page was drawn from.")
    page = models.CharField(max_length=64, default="", help_text="Key of the page typed on.")
    at = models.DateTimeField()

    class Meta:
        """A post keeps one draft of each form of a dossier."""

        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "post_id", "stage"], name="one_assessment_draft"
            )
        ]


class Setting(models.Model):
    """A value chosen for a point the law leaves open, with the document that settles it."""

    criteria = models.CharField(max_length=80)
    option = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    document = models.CharField(max_length=120)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class GradeBook(models.Model):
    """A rubric entered from its source document: opens grading for real; the newest one counts."""

    rubric = models.CharField(max_length=80)
    from_year = models.PositiveIntegerField()
    items = models.JSONField(help_text="List of {id, label, points as text}.")
    cutoffs = models.JSONField(help_text="List of {grade, least as text}, best first.")
    cap = models.CharField(max_length=10, default="", blank=True)
    document = models.CharField(max_length=200)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Competence(models.Model):
    """Which level decides about a unit where the law leaves a choice; the newest row counts.

    Circular 124/2021 art. 10: units "under its management or delegated" (cl. 1, 5).
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10)
    from_year = models.PositiveIntegerField()
    document = models.CharField(max_length=120)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
