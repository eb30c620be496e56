"""Django's registration of the room."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """The submissions room."""

    name = "phongtrao.submissions"
    label = "submissions"
