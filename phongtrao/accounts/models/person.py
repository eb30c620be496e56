"""The account holder: the only kind of person this software stores."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """One account. Vietnamese names are one field, never split (ux.md 2.5)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Full name"), max_length=200, blank=True)
    #: WCAG 2.1.4: voices, readers and other keyboards may need the same keys.
    shortcuts = models.BooleanField(_("Keyboard shortcuts"), default=True)

    REQUIRED_FIELDS = ["email"]

    class Meta:
        """Names shown to people."""

        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def get_full_name(self) -> str:
        """The name as written, else the sign-in name."""
        return self.full_name or self.get_username()

    def get_short_name(self) -> str:
        """Same as the full name: no part of a Vietnamese name is 'short'."""
        return self.get_full_name()

    def __str__(self) -> str:
        return self.get_full_name()
