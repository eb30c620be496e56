"""Addresses of this area, as in ux.md 2.3 rows 32-34."""

from django.urls import path

from phongtrao.web.assessments import (
    certificates,
    claiming,
    comparing,
    decided,
    dossier_page,
    grading,
    listing,
    many,
    rubric_page,
    sets,
    unregistered,
)

app_name = "assessments"
_UNIT = "danh-gia/<str:period>/<str:unit>/"

urlpatterns = [
    path("danh-gia/", listing.newest, name="newest"),
    path("danh-gia/bo-tieu-chi/", sets.sets, name="sets"),
    path("danh-gia/bo-tieu-chi/<str:criteria>/", sets.set_, name="set"),
    path("danh-gia/thang-diem/<str:rubric>/", rubric_page.rubric, name="rubric"),
    path("danh-gia/quyet-dinh/<int:decision>/", decided.decision, name="decision"),
    path(
        "danh-gia/quyet-dinh/<int:decision>/giay-cong-nhan.pdf",
        certificates.all_certificates,
        name="all_certificates",
    ),
    path(
        "danh-gia/quyet-dinh/<int:decision>/tep.<str:kind>",
        decided.decision_file,
        name="decision_file",
    ),
    path("danh-gia/<str:period>/", listing.year, name="year"),
    path("danh-gia/<str:period>/chua-dang-ky/", unregistered.unregistered, name="unregistered"),
    path("danh-gia/<str:period>/trinh/", many.file_many, name="file_many"),
    path("danh-gia/<str:period>/cong-nhan/", many.decide, name="decide"),
    path("danh-gia/<str:period>/quyet-dinh/", decided.decisions, name="decisions"),
    path("danh-gia/<str:period>/phan-loai/", comparing.distribution, name="distribution"),
    path("danh-gia/<str:period>/phan-loai/quyet-dinh/", grading.grade_many, name="grade_many"),
    path("danh-gia/<str:period>/thu-bo-tieu-chi/", comparing.what_if, name="what_if"),
    path("danh-gia/<str:period>/thieu-mot-tieu-chi/", comparing.gaps, name="gaps"),
    path(_UNIT, dossier_page.dossier, name="dossier"),
    path(f"{_UNIT}dang-ky/", claiming.register, name="register"),
    path(f"{_UNIT}tu-danh-gia/", claiming.assess, name="assess"),
    path(f"{_UNIT}hop-xet/", claiming.review, name="review"),
    path(f"{_UNIT}cham-diem/", grading.score, name="score"),
    path(f"{_UNIT}bien-ban.<str:kind>", decided.minutes, name="minutes"),
    path(f"{_UNIT}tep/<int:file>/", decided.paper, name="paper"),
    path("giay-cong-nhan/", certificates.check, name="check"),
    path("giay-cong-nhan/<str:certificate>/", certificates.certificate, name="certificate"),
    path(
        "giay-cong-nhan/<str:certificate>/tep.<str:kind>",
        certificates.certificate_file,
        name="certificate_file",
    ),
]
