"""Django application of the room."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The title and the grade of units, judged by the law in force."""

    name = "phongtrao.assessments"
    label = "assessments"
