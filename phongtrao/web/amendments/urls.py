"""Addresses of the plan through time, as in ux.md 2.3: below the plan they speak of."""

from django.urls import URLPattern, path

from phongtrao.web.amendments import amendment_page, applied_page, draft_pages, version_pages

app_name = "amendments"

urlpatterns: list[URLPattern] = [
    path("ke-hoach/<str:plan>/phien-ban/", version_pages.versions, name="versions"),
    path("ke-hoach/<str:plan>/so-sanh/", version_pages.compare, name="compare"),
    path("ke-hoach/<str:plan>/ap-dung/", applied_page.applied, name="applied"),
    path("ke-hoach/<str:plan>/dieu-chinh/", amendment_page.amend, name="amend"),
    path("ke-hoach/<str:plan>/du-thao/<int:draft>/", draft_pages.draft, name="draft"),
    path("ke-hoach/<str:plan>/du-thao/<int:draft>/cong-bo/", draft_pages.publish, name="publish"),
    path("ke-hoach/<str:plan>/du-thao/<int:draft>/bo/", draft_pages.drop, name="drop"),
    path("ke-hoach/<str:plan>/du-thao/<int:draft>/tep.yaml", draft_pages.file, name="file"),
]
