"""Django application of the room."""

from django.apps import AppConfig


class ReorganisationsConfig(AppConfig):
    """Drafts of reorganisations and what they did."""

    name = "phongtrao.reorganisations"
    label = "reorganisations"
