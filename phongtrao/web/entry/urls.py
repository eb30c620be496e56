"""Addresses of the reporting unit, as in ux.md 2.3: Vietnamese words without marks."""

from django.urls import path

from phongtrao.web.entry import entrance, evidence, filling, offline, rescue, sending, todo

app_name = "entry"
_REPORT = "don-vi/<str:unit>/bao-cao/<str:period>/"

urlpatterns = [
    path("viec/", todo.todo, name="todo"),
    path("don-vi-toi/", todo.my_unit, name="my_unit"),
    path("sw.js", offline.worker, name="worker"),
    path("ngoai-tuyen/", offline.offline, name="offline"),
    path("gui-lai/", offline.ready, name="ready"),
    path("vao/<str:entry_link>/", entrance.enter, name="entrance"),
    path("don-vi/<str:unit>/duong-dan/", entrance.invite, name="invite"),
    path("tep-du-phong/", rescue.take, name="rescue"),
    path(_REPORT, todo.sections, name="sections"),
    path(f"{_REPORT}nhap/", filling.fill, name="fill"),
    path(f"{_REPORT}luu/", filling.autosave, name="autosave"),
    path(f"{_REPORT}minh-chung/", evidence.attach, name="attach"),
    path(f"{_REPORT}minh-chung/<int:file>/", evidence.show, name="evidence"),
    path(f"{_REPORT}minh-chung/<int:file>/bo/", evidence.detach, name="detach"),
    path(f"{_REPORT}kiem-tra/", sending.check, name="check"),
    path(f"{_REPORT}da-gui/", sending.receipt, name="receipt"),
    path(f"{_REPORT}in/", sending.printed, name="print"),
]
