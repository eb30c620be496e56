"""Frozen reports with every byte needed to print them again; edited paragraphs; facts at hand."""

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


class Edit(models.Model):
    """The office's own words for one paragraph of a year's report; the newest one counts.

    `key` names the item of the outline; an empty `text` gives the paragraph back to the outline.
    """

    report = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    key = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Two writers cannot both be the next one."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "year", "key", "number"], name="one_edit")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.key} {self.number}"


class Reading(models.Model):
    """The facts of a year as last read for the builder: a copy at hand that may be read anew."""

    report = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    at = models.DateTimeField()
    facts = models.TextField()

    class Meta:
        """One for each year."""

        constraints = [models.UniqueConstraint(fields=["report", "year"], name="one_reading")]

    def __str__(self) -> str:
        return f"{self.year} {self.at:%H:%M}"
