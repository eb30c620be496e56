"""Addresses of the base area."""

from django.urls import path

from phongtrao.web.base import accounts, home, saved_views, tracing, views

app_name = "base"
urlpatterns = [
    path("", home.home, name="home"),
    path("vai-tro/", views.choose_post, name="choose_post"),
    path("suc-khoe/", views.health, name="health"),
    path("tai-khoan/", accounts.accounts, name="accounts"),
    path("tai-khoan/them/", accounts.add, name="account_add"),
    path("tai-khoan/<int:person_id>/", accounts.person, name="account"),
    path("cach-xem/", saved_views.views, name="views"),
    path("cach-xem/luu/", saved_views.save, name="view_save"),
    path("cach-xem/<int:view>/doi-ten/", saved_views.rename, name="view_rename"),
    path("cach-xem/<int:view>/bo/", saved_views.remove, name="view_remove"),
    path("cach-xem/<int:view>/lay-lai/", saved_views.restore, name="view_restore"),
    path("truy-nguon/", tracing.trace, name="trace"),
]
