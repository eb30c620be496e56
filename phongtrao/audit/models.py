"""What happened and in which order; rows are only ever added."""

from django.db import models


class Event(models.Model):
    """One act of one post: who did what to which object, when and why."""

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    post_id = models.BigIntegerField(null=True, db_index=True)
    person_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    reason = models.TextField(default="", blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        """Newest first; found by object."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["object_type", "object_id"])]


class LogEntry(models.Model):
    """One leaf of the tamper-evident log: its canonical text and the RFC 6962 leaf hash."""

    index = models.BigIntegerField(primary_key=True)
    leaf_hash = models.CharField(max_length=64)
    payload = models.TextField()
    at = models.DateTimeField()


class LogHead(models.Model):
    """The single row that tells the log's size and the frontier of its tree."""

    size = models.BigIntegerField(default=0)
    frontier = models.JSONField(default=list)
