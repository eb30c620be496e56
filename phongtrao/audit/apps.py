"""Django's registration of the room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit room."""

    name = "phongtrao.audit"
    label = "audit"
