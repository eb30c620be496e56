"""Addresses of figure pages: Vietnamese words without marks (ux.md 2.3)."""

from django.urls import path

from phongtrao.web.figures import (
    log_pages,
    one_page,
    plan_pages,
    proof_pages,
    report_pages,
    round_pages,
    search_pages,
    source_page,
    target_pages,
    unit_list,
    unit_pages,
)

app_name = "figures"

urlpatterns = [
    path("ke-hoach/", plan_pages.plans, name="plans"),
    path("ke-hoach/<str:plan>/", plan_pages.plan, name="plan"),
    path("ke-hoach/<str:plan>/<str:clause>/", plan_pages.clause, name="clause"),
    path("chi-tieu/", target_pages.targets, name="targets"),
    path("chi-tieu/<str:code>/", target_pages.target, name="target"),
    path("chi-tieu/<str:code>/nguon/", proof_pages.proof, name="proof"),
    path("bao-cao-goc/<int:submission>/", source_page.source, name="source"),
    path("mot-trang/", one_page.one_page, name="one_page"),
    path("xa/<str:slug>/", unit_pages.commune, name="commune"),
    path("don-vi/", unit_list.units, name="units"),
    path("don-vi/<str:slug>/", unit_pages.unit, name="unit"),
    path("tim/", search_pages.search, name="search"),
    path("ky-bao-cao/", round_pages.rounds, name="rounds"),
    path("ky-bao-cao/<str:form>/<str:period>/", round_pages.round_, name="round"),
    path("bao-cao/", report_pages.reports, name="reports"),
    path("bao-cao/<str:report>/", report_pages.report, name="report"),
    path("bao-cao/<str:report>/tep.<str:kind>", report_pages.file, name="report_file"),
    path("nhat-ky/", log_pages.log, name="log"),
]
