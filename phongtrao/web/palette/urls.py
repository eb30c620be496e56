"""Addresses of the palette and of the keys."""

from django.urls import path

from phongtrao.web.palette import finding, keys

app_name = "palette"
urlpatterns = [
    path("di-toi/", finding.find, name="find"),
    path("phim-tat/", keys.keys, name="keys"),
]
