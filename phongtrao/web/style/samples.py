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


def moving() -> dict[str, Any]:
    """Components of the wizard of reorganisations."""
    words = ("Loại việc", "Đơn vị", "Đối chiếu", "Người phụ trách", "Kiểm tra", "Thực hiện")
    tones = ("done", "wrong", "", "", "", "")
    done = {"ended": 2, "founded": 1, "moved": 41, "posts": 6, "totals": 14, "lost": 0}
    return {
        "blocked": Some(blocked=True),
        "free": Some(blocked=False, **done),
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
