"""Addresses of the base area."""

from django.urls import path

from phongtrao.web.base import accounts, home, tracing, views

app_name = "base"
urlpatterns = [
    path("", home.home, name="home"),
    path("vai-tro/", views.choose_post, name="choose_post"),
    path("tro-giup/", views.help_page, name="help"),
    path("suc-khoe/", views.health, name="health"),
    path("tai-khoan/", accounts.accounts, name="accounts"),
    path("tai-khoan/them/", accounts.add, name="account_add"),
    path("tai-khoan/<int:person_id>/", accounts.person, name="account"),
    path("truy-nguon/", tracing.trace, name="trace"),
]
