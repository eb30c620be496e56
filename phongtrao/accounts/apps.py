"""Django registration of the accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Persons who sign in, the posts they hold and when."""

    name = "phongtrao.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
