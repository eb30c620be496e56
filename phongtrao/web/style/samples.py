"""Invented objects for the style page, one for each state; names are long on purpose."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Some
from typing import Any

from django import forms
from django.utils import timezone

from phongtrao.web.base.navigation import Entry
from phongtrao.web.base.states import STATES
from phongtrao.web.base.task import Task
from phongtrao.web.base.tasks import Moment

#: The longest kind of name there is, with the marks that rise highest.
LONG = (
    "Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông Ẫm Ổn Ệch (minh hoạ)"
)
AT = dt.datetime(2026, 10, 24, 16, 2, tzinfo=dt.UTC)


class _Form(forms.Form):
    """A form of which one answer is wrong."""

    name = forms.CharField(label="Tên đơn vị", help_text="Như trong quyết định thành lập.")
    count = forms.IntegerField(label="Số hộ", widget=forms.TextInput)


def _tasks(today: dt.date) -> list[Task]:
    def day(left: int) -> dt.date:
        return today + dt.timedelta(days=left)

    return [
        Task("Báo cáo năm 2026", "#", "Sửa", day(3), "returned", ("Ổn định số hộ: ghi lại.",)),
        Task("Báo cáo 6 tháng đầu năm 2026", "#", "Bắt đầu", day(-2), "due"),
        Task("Báo cáo năm 2025", "#", "Tiếp tục", day(5), "draft"),
        Task(f"Báo cáo năm 2026: {LONG}", "#", "Bắt đầu", day(60), "due", (), day(30)),
        Task("12 báo cáo chờ duyệt", "#", "Duyệt báo cáo"),
    ]


def shared() -> dict[str, Any]:
    """Components of every area."""
    today = timezone.localdate()
    labels = (("Việc cần làm", "duty"), ("Duyệt báo cáo", "review"), ("Đơn vị", "unit"))
    entries = [Entry(label, "#bar", icon, at == 1) for at, (label, icon) in enumerate(labels)]
    wrong = _Form({"name": "", "count": "x"})
    wrong.fields["name"].error_messages["required"] = "Nhập Tên đơn vị."
    wrong.fields["count"].error_messages["invalid"] = "Số hộ phải là số nguyên, ví dụ 212."
    return {
        "sample_nav": entries,
        "states": sorted(STATES, key=lambda code: STATES[code].tone),
        "tasks": _tasks(today),
        "done_tasks": [Task("Báo cáo năm 2025", "#", "", today, "approved")],
        "rounds": [
            Some(url="#", title="Báo cáo năm 2026", not_sent=26, day=today, progress=_done())
        ],
        "ruler": [
            Moment("Kế hoạch của các cơ quan", today - dt.timedelta(days=9), True, True),
            Moment("Báo cáo năm", today + dt.timedelta(days=20), True, False),
            Moment("Ngày hội 19/8", today + dt.timedelta(days=90), False, False),
        ],
        "form": wrong,
        "next": Moment("Báo cáo năm", today + dt.timedelta(days=20), True, False),
        "title": "Không có trang này",
        "message": "Đường dẫn có thể đã cũ. Tìm theo tên hoặc mã, hoặc về Việc cần làm.",
        "reference": "9F3A62C1",
        "status": 404,
        "days": [today + dt.timedelta(days=left) for left in (-2, 1, 5, 40)],
    }


def _done() -> Some:
    return Some(owed=1412, sent=1033, approved=871, accepted=640, sent_rate=0.73, in_time_rate=0.68)


def reviewing() -> dict[str, Any]:
    """Components of the desk that reviews."""
    long = "Ấp tổ chức họp dân, ký cam kết từng hộ. " * 4
    desk = Some(unit_slug="mau", period_url="2026-nam", fill_url="#", returned={}, files=[])
    review = Some(verb="approve", at=AT)
    unit = Some(kind="khu_dan_cu", name="Ổ Lẫm")
    return {
        "desk": desk,
        "found": Some(state="submitted", pk=1),
        "rows": [
            _row("households", "Tổng số hộ", "212", "212"),
            _row("pledged", f"Số hộ ký cam kết của {LONG}", "177", "209", "+32", large=True),
            _row("safe", "Đạt chuẩn", "Đạt", "Chưa đạt", warnings=["Chưa có ảnh minh chứng."]),
            _row("note", "Nêu ngắn gọn kết quả", "", long, long=True),
            _row("models", "Số mô hình", "2", ""),
        ],
        "cells": {"pledged": "Ghi lại số hộ ký cam kết."},
        "errors": {"pledged": "Ghi ít nhất một nội dung cần sửa trước khi trả lại."},
        "changed": [Some(label="Số hộ ký cam kết", before="215", now="209")],
        "clean": 9,
        "recent": [
            Some(review=review, submission=Some(pk=0), unit=unit, undoable=True),
            Some(
                review=Some(verb="return", at=AT), submission=Some(pk=0), unit=unit, undoable=False
            ),
        ],
        "steps": [
            Some(at=AT, what="Gửi lần 1", by=LONG, note=""),
            Some(at=AT, what="Trả lại", by="Công an xã", note="Sửa số hộ ký cam kết."),
        ],
    }


def _row(field: str, label: str, before: str, now: str, change: str = "–", **more: Any) -> Some:
    plain = {"large": False, "warnings": (), "long": False, "errors": (), "required": True}
    row = {"label": label, "before": before, "now": now, "change": change, "answered": bool(now)}
    return Some(**{**plain, "field": field, **row, **more})


def moving() -> dict[str, Any]:
    """Components of the wizard of reorganisations."""
    words = ("Loại việc", "Đơn vị", "Đối chiếu", "Người phụ trách", "Kiểm tra", "Thực hiện")
    tones = ("done", "wrong", "", "", "", "")
    return {
        "marks": [
            Some(number=at + 1, label=label, tone=tone, current=at == 2, url="#marks")
            for at, (label, tone) in enumerate(zip(words, tones, strict=True))
        ],
        "problems": [
            Some(
                blocks=True,
                words="Còn 9 báo cáo chờ duyệt.",
                hint="Duyệt hoặc trả lại trước.",
                step="2",
                url="#",
            ),
            Some(blocks=False, words=f"Tên trùng: {LONG}.", hint="", step="5", url="#"),
        ],
    }
