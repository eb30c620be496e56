"""The analytics room: questions only, no tables of its own."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Django's handle of the room."""

    name = "phongtrao.analytics"
    label = "analytics"
