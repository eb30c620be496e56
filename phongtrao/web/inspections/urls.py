"""Addresses of this area, as in ux.md 2.3: `/kiem-tra/` and what lies below it."""

from django.urls import path

from phongtrao.web.inspections import (
    follow_up_pages,
    overview,
    planning,
    proof_page,
    round_pages,
    signal_pages,
    spot_pages,
    visit_pages,
)

app_name = "inspections"

urlpatterns = [
    path("kiem-tra/", overview.overview, name="overview"),
    path("kiem-tra/lap-doan/", planning.plan, name="plan"),
    path("kiem-tra/dau-hieu/", signal_pages.signals, name="signals"),
    path("kiem-tra/dau-hieu/giai-thich/", signal_pages.answer, name="answer"),
    path("kiem-tra/khac-phuc/", follow_up_pages.follow_ups, name="follow_ups"),
    path("kiem-tra/khac-phuc/<int:follow_up>/", follow_up_pages.follow_up, name="follow_up"),
    path("kiem-tra/mau-bao-cao/", spot_pages.spot_checks, name="spot_checks"),
    path("kiem-tra/<str:round>/", round_pages.round_page, name="round"),
    path("kiem-tra/<str:round>/rut-tham/", round_pages.draw, name="draw"),
    path("kiem-tra/<str:round>/thay/", round_pages.replace, name="replace"),
    path("kiem-tra/<str:round>/them/", round_pages.add, name="add"),
    path("kiem-tra/<str:round>/bang-chung/", proof_page.proof, name="proof"),
    path("kiem-tra/<str:round>/<str:unit>/", visit_pages.visit, name="visit"),
    path("kiem-tra/<str:round>/<str:unit>/tep/<int:file>/", visit_pages.file, name="file"),
]
