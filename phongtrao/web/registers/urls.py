"""Addresses of registers: `/so/` and everything under the address each register declares."""

from django.urls import path

from phongtrao.web.registers import (
    entries,
    families,
    importing,
    lists,
    maps,
    proposing,
    summing,
    writing,
)

app_name = "registers"

urlpatterns = [
    path("so/", lists.index, name="index"),
    path("so/<str:register>/", lists.list_, name="list"),
    path("so/<str:register>/them/", writing.add, name="add"),
    path("so/<str:register>/nhap/", importing.bring, name="import"),
    path("so/<str:register>/mau.<str:kind>", importing.blank, name="book"),
    path("so/<str:register>/ban-do/", maps.points, name="points"),
    path("so/<str:register>/goi-y/", proposing.short_list, name="short_list"),
    path("so/<str:register>/tong-hop/", summing.sums, name="sums"),
    path("so/<str:register>/nhan-rong/", families.trees, name="trees"),
    path("so/<str:register>/<int:entry>/", entries.entry, name="entry"),
    path("so/<str:register>/<int:entry>/sua/", writing.change, name="change"),
    path("so/<str:register>/<int:entry>/chuyen/", entries.move, name="move"),
    path("so/<str:register>/<int:entry>/hoan-tac/", entries.undo, name="undo"),
    path("so/<str:register>/<int:entry>/rut/", entries.withdraw, name="withdraw"),
    path("so/<str:register>/<int:entry>/tep/", entries.attach, name="attach"),
    path("so/<str:register>/<int:entry>/tep/<int:file>/", entries.file, name="file"),
    path("so/<str:register>/<int:entry>/tep/<int:file>/go/", entries.detach, name="detach"),
    path("so/<str:register>/<int:entry>/danh-gia/<str:review>/", writing.review, name="review"),
]
