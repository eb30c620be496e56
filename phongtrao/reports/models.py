"""Frozen reports: rows that are only ever added, with every byte needed to print them again."""

from __future__ import annotations

from django.db import models


class Blob(models.Model):
    """Bytes stored once under their SHA-256: Word templates, printed files."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()


class Snapshot(models.Model):
    """One freeze of the report of a year.

    `facts` and `outline` are canonical JSON; with the template they give the same DOCX and PDF
    again. `data_version` is the size of the log when the facts were read.
    """

    code = models.CharField(max_length=32, unique=True)
    report = models.CharField(max_length=40)
    year = models.PositiveIntegerField(db_index=True)
    number = models.PositiveIntegerField()
    cut_off = models.DateTimeField()
    frozen_at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    package_digest = models.CharField(max_length=64)
    data_version = models.BigIntegerField()
    map_on = models.DateField()
    provisional = models.BooleanField()
    facts = models.TextField()
    facts_sha256 = models.CharField(max_length=64)
    outline = models.TextField()
    template = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    libraries = models.JSONField()
    log_index = models.BigIntegerField()

    class Meta:
        """Newest first; freezes of a year are numbered."""

        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "year", "number"], name="one_freeze_number")
        ]

    def __str__(self) -> str:
        return self.code
