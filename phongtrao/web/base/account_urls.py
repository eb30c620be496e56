"""Sign-in pages of allauth under Vietnamese addresses. No sign-up: posts are given, not taken."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("dang-nhap/", views.login, name="account_login"),
    path("dang-xuat/", views.logout, name="account_logout"),
    path("tai-khoan/da-dong/", views.account_inactive, name="account_inactive"),
    path("tai-khoan/mat-khau/", views.password_change, name="account_change_password"),
    path("tai-khoan/xac-nhan/", views.reauthenticate, name="account_reauthenticate"),
]
