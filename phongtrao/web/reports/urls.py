"""Addresses of the yearly report while it is made: builder, sources, sources as frozen."""

from django.urls import path

from phongtrao.web.reports import builder, freezing, sources

app_name = "reports"

urlpatterns = [
    path("bao-cao/<int:year>/nguon/", sources.sources, name="sources"),
    path("bao-cao/<str:report>/nguon/", sources.frozen_sources, name="frozen_sources"),
    path("bao-cao/<int:year>/nguon/<str:code>/", sources.source, name="source"),
    path("bao-cao/<int:year>/soan/", builder.build, name="build"),
    path("bao-cao/<int:year>/soan/chot/", freezing.confirm, name="freeze"),
]
