"""Posts (chức danh, đầu mối) and who holds them between two dates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post does in the programme; the closed list of mission.md."""

    UNIT_CONTACT = "unit_contact", _("Unit contact")
    COMMUNE_OFFICER = "commune_officer", _("Commune officer")
    DEPARTMENT = "department", _("Department or mass organisation")
    STANDING_OFFICE = "standing_office", _("Standing office")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Post(models.Model):
    """A desk that acts: every verb of the programme is done by a post, never by a bare person."""

    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=250)
    role = models.CharField(max_length=32, choices=Role.choices)
    unit_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    closed_on = models.DateField(null=True, blank=True)

    #: The person acting through this post in this request (not stored; set by the queries).
    person_id: int | None = None

    class Meta:
        """Order and closed list of roles."""

        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_post_role_known"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Holding(models.Model):
    """One person holds one post from `from_date` until the day before `to_date` (None: still)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings"
    )
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        """Order and date checks."""

        ordering = ["from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True)
                | models.Q(to_date__gt=models.F("from_date")),
                name="accounts_holding_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["post", "person", "from_date"], name="accounts_holding_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} / {self.person} / {self.from_date}"
