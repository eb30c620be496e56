"""Ways of looking that a post keeps: a name for the address of a list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from phongtrao.accounts.models.post import Post


class SavedView(models.Model):
    """One named address (path and query) of one post; a removed one can be brought back."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="views")
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first; a living name is given once."""

        ordering = ["made_at", "id"]
        verbose_name = _("saved view")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="accounts_view_named_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The address itself, without a language: what is shared with others."""
        return f"{self.path}?{self.query}" if self.query else self.path
