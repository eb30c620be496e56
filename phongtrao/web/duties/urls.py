"""Addresses of this area, as in ux.md 2.3."""

from django.urls import path

from phongtrao.web.duties import bodies, duty_pages, handing, lists, paper_pages

app_name = "duties"

_PAPER = "co-quan/<str:body>/<str:doc>/<int:year>/"

urlpatterns = [
    path("nhiem-vu/", lists.duties, name="list"),
    path("nhiem-vu/giao-nam/", lists.open_year, name="open_year"),
    path("nhiem-vu/<str:duty>/", duty_pages.duty, name="duty"),
    path("nhiem-vu/<str:duty>/cap-nhat/", duty_pages.update, name="update"),
    path("nhiem-vu/<str:duty>/tep/<int:file>/", duty_pages.file, name="file"),
    path("co-quan/", bodies.bodies, name="bodies"),
    path("co-quan/chuyen-nhiem-vu/", handing.hand_over, name="hand_over"),
    path("co-quan/<str:body>/", bodies.body, name="body"),
    path(_PAPER, paper_pages.paper, name="paper"),
    path(f"{_PAPER}in/", paper_pages.printed, name="paper_print"),
    path(f"{_PAPER}quyet-dinh/", paper_pages.decide, name="decide"),
    path(f"{_PAPER}ban/<int:number>/tep/", paper_pages.signed, name="signed"),
]
