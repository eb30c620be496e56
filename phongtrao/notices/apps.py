"""Django application of the room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Words that leave the house: outbox, templates, deliveries, notices."""

    name = "phongtrao.notices"
    label = "notices"
