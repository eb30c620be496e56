"""Django application of the room."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Inspection rounds, samples nobody can steer, signals of formalism."""

    name = "phongtrao.inspections"
    label = "inspections"
