"""Django application of the orgs room."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Units through time."""

    name = "phongtrao.orgs"
    label = "orgs"
