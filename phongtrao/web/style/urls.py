"""Address of the style page."""

from django.urls import path

from phongtrao.web.style import page

app_name = "style"
urlpatterns = [path("phong-cach/", page.style_page, name="page")]
