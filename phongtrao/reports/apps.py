"""Django application of the room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The report of the year: drafted, frozen, reproduced."""

    name = "phongtrao.reports"
    label = "reports"
