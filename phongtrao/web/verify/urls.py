"""Addresses of verification, as in ux.md 2.3."""

from django.urls import path

from phongtrao.web.verify import accepting, chasing, deciding, queue

app_name = "verify"

urlpatterns = [
    path("duyet/", queue.queue, name="queue"),
    path("duyet/nhieu/", queue.bulk, name="bulk"),
    path("duyet/nhieu/hoan-tac/", queue.undo_bulk, name="undo_bulk"),
    path("duyet/<int:submission>/", deciding.case, name="case"),
    path("duyet/<int:submission>/hoan-tac/", deciding.undo, name="undo"),
    path("don-doc/", chasing.chase, name="chase"),
    path("tiep-nhan/", accepting.accept, name="accept"),
]
