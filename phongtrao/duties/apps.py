"""Django application of the room."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Assignments, obligations and what proves them."""

    name = "phongtrao.duties"
    label = "duties"
