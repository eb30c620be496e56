"""Addresses of the wizard, as in ux.md 2.3 row 43."""

from django.urls import URLPattern, path

from phongtrao.web.reorganisation import acts, list_page, wizard

app_name = "reorganisation"

urlpatterns: list[URLPattern] = [
    path("sap-xep/", list_page.reforms, name="list"),
    path("sap-xep/<str:reform>/buoc-<int:step>/", wizard.step, name="step"),
    path("sap-xep/<str:reform>/hoan-tac/", acts.take_back, name="take_back"),
    path("sap-xep/<str:reform>/bo/", acts.drop, name="drop"),
]
