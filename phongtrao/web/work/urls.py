"""Addresses of long work, and of a commune's workbook."""

from django.urls import path

from phongtrao.web.work import asking, pages, workbook

app_name = "work"

urlpatterns = [
    path("viec-dang-chay/", pages.list_, name="list"),
    path("viec-dang-chay/dung-lai-so-lieu/", asking.rebuild, name="rebuild"),
    path("viec-dang-chay/bao-cao/<int:year>/", asking.report, name="report"),
    path("viec-dang-chay/<int:work>/", pages.one, name="one"),
    path("viec-dang-chay/<int:work>/lam-lai/", asking.again, name="again"),
    path("viec-dang-chay/<int:work>/tep.<str:kind>", pages.file, name="file"),
    path("viec-dang-chay/<int:work>/nop/", workbook.hand_in, name="hand_in"),
    path("bang-tinh/", workbook.bring, name="workbook"),
    path("bang-tinh/<str:form>/<str:period>/", workbook.blank, name="workbook_file"),
]
