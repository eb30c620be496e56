"""Addresses of help."""

from django.urls import path

from phongtrao.web.help import pages

app_name = "help"
urlpatterns = [
    path("tro-giup/", pages.index, name="index"),
    path("tro-giup/ap/", pages.hamlet_sheet, name="hamlet"),
    path("tro-giup/tu-ngu/", pages.words, name="words"),
    path("tro-giup/cach-tinh/", pages.figures, name="figures"),
    path("tro-giup/<slug:guide>/", pages.guide, name="guide"),
]
