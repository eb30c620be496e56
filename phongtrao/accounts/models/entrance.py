"""One-time links by which a unit's contact comes in from a message."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from phongtrao.accounts.models.post import Post


class EntryLink(models.Model):
    """A link for the holder of a post: works once, with its code, until it ends.

    Neither the link nor the code stands here: only what is needed to recognise them. `nonce` and
    the installation's secret key, which is not in the database, make the link again for sending.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="entry_links")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entry_links"
    )
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.post} / {self.made_at:%d/%m/%Y %H:%M}"
