"""Django registration of the jobs room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Hands that act on time, what each post owes and when."""

    name = "phongtrao.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
