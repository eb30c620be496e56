"""Django application of the room."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers of dated entries drawn from one declared grammar."""

    name = "phongtrao.registers"
    label = "registers"
