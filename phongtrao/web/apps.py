"""Django registration of the web room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates, static files."""

    name = "phongtrao.web"
    label = "web"
