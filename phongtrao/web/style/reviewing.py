"""Components of the desk that reviews and reminds, for the style page."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

from phongtrao.core.periods import Period
from phongtrao.web.style.samples import AT, LONG


def _case(at: int, name: str, *warnings: str, **more: Any) -> Some:
    """One report that waits: plain, corrected and late, sent on behalf, with warnings."""
    plain = {"at": AT, "number": 1, "late": False, "on_behalf": False}
    unit = Some(kind="khu_dan_cu", name=name)
    return Some(
        id=at, unit=unit, kind_label="khu dân cư", period=Period.parse("2026"), warnings=warnings,
        version=Some(**{**plain, **more}),
    )  # fmt: skip


def _queue() -> dict[str, Any]:
    """The queue as a table, its split pane and the preview of a bulk approval."""
    cases = [
        _case(1, "Ổ Lẫm"),
        _case(2, "Ấp 3", "Số hộ ký cam kết tăng 18 %.", "Tiêu chí 5 đạt nhưng chưa có ảnh."),
        _case(3, LONG, number=2, late=True),
        _case(4, "Ẫm Ệch", on_behalf=True),
    ]
    return {
        "page": Some(object_list=cases),
        "waiting": cases,
        "waiting_count": len(cases),
        "ticked": [cases[0], cases[3]],
        "filters": Some(query="", any=False, kind="", warning="", period=""),
    }


def _reminder() -> dict[str, Any]:
    """What is sent, to how many, who is left out."""
    body = "Đề nghị đơn vị gửi Báo cáo năm 2026 trước ngày 15/11 (hết ngày 14/11)."
    return {
        "ready": 5, "limited": 2, "alone": 1, "period": Some(url="2026-nam"), "back": "#reminder",
        "sample": Some(subject="Nhắc gửi Báo cáo năm 2026: Ấp Ổ Lẫm", body=body), "chosen": (1, 2),
    }  # fmt: skip


def reviewing() -> dict[str, Any]:
    """Components of the desk that reviews."""
    long = "Ấp tổ chức họp dân, ký cam kết từng hộ. " * 4
    desk = Some(unit_slug="mau", period_url="2026-nam", fill_url="#", returned={}, files=[])
    review = Some(verb="approve", at=AT)
    unit = Some(kind="khu_dan_cu", name="Ổ Lẫm")
    return {
        "desk": desk,
        "found": Some(state="submitted", pk=2),
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
        **_queue(),
        **_reminder(),
        "just": (0, "Đã duyệt Ấp Ổ Lẫm. Có thể hoàn tác."),
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
