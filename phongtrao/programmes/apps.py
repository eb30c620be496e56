"""Django's registration of the room."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The programmes room."""

    name = "phongtrao.programmes"
    label = "programmes"
