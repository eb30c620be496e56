"""Addresses of the yearly report while it is made: builder, sources."""

from django.urls import path

from phongtrao.web.reports import builder, freezing, sources

app_name = "reports"

urlpatterns = [
    path("bao-cao/<int:year>/nguon/", sources.sources, name="sources"),
    path("bao-cao/<int:year>/nguon/<str:code>/", sources.source, name="source"),
    path("bao-cao/<int:year>/soan/", builder.build, name="build"),
    path("bao-cao/<int:year>/soan/chot/", freezing.confirm, name="freeze"),
]
