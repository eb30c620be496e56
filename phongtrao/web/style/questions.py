"""Questions of a form in every kind and state, for the style page."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

from phongtrao.web.entry.form_fields import FieldView, Option
from phongtrao.web.style.samples import AT, LONG

REASONS = (Option("none", "Không có", False), Option("unavailable", "Chưa có số liệu", True))
CARRIED = Some(source="báo cáo năm 2025", same_form=True)
PLAIN: dict[str, Any] = {
    "hint": "Số hộ có ký cam kết trong năm.",
    "law": "",
    "unit": "",
    "required": True,
    "sensitive": False,
    "value": "",
    "options": (),
    "reasons": (),
    "previous": "",
    "carried": None,
    "answered": False,
    "hidden": False,
    "show_if": None,
    "errors": (),
    "hints": (),
}


def question(ident: str, kind: str, label: str, **more: Any) -> FieldView:
    """One question; whatever is not said is plain."""
    return FieldView(id=ident, type=kind, label=label, **{**PLAIN, **more})


def _options(*labels: str, chosen: int = -1) -> tuple[Option, ...]:
    return tuple(Option(f"o{at}", label, at == chosen) for at, label in enumerate(labels))


def questions() -> list[FieldView]:
    """Number, two-up, list, boxes, date, text; wrong, sent back, carried, from the register."""
    return [
        question("n1", "integer", "Tổng số hộ", value="212", unit="hộ", previous="210"),
        question("n2", "integer", "Số hộ ký cam kết", value="2l5", previous="177",
                 errors=("Số hộ ký cam kết phải là số nguyên, ví dụ 212.",)),
        question("n3", "integer", "Số mô hình", carried=CARRIED, value="2", reasons=REASONS,
                 recorded="3", recorded_at="#n3", law="Thông tư 124/2021/TT-BCA"),
        question("y1", "yesno", "Tiêu chí 3: Không để xảy ra trường hợp bị loại trừ",
                 options=_options("Đạt", "Chưa đạt", chosen=1), previous="Đạt"),
        question("c1", "choice", f"Loại của {LONG}", reasons=REASONS,
                 options=_options("Xuất sắc", "Khá", "Trung bình", "Yếu")),
        question("b1", "choices", "Nội dung Ngày hội",
                 options=_options("Phần lễ", "Phần hội", "Khen thưởng", chosen=0)),
        question("d1", "date", "Ngày tổ chức", value="19/08/2026", returned="Ghi đúng ngày."),
        question("t1", "text", "Nêu ngắn gọn sự việc", sensitive=True, previous="Ổn định."),
        question("t2", "text", "Số văn bản", short=True, value="12/KH-UBND", required=False),
    ]  # fmt: skip


def _answer(field: str, label: str, now: str = "", **more: Any) -> Some:
    plain = {"before": "", "change": "", "large": False, "long": False, "required": True}
    said = {"errors": (), "warnings": (), "returned": "", "answered": bool(now)}
    return Some(**{**plain, **said, "field": field, "label": label, "now": now, **more})


def _answers() -> list[Some]:
    """Right, wrong, to look at again, sent back, not answered, left blank, long."""
    return [
        _answer("a1", "Tổng số hộ", "212 hộ", before="210", change="+2"),
        _answer("a2", "Số hộ ký cam kết", "215 hộ", errors=("Lớn hơn tổng số hộ.",)),
        _answer("a3", LONG, "40", before="10", change="+30", large=True, warnings=("Tăng nhiều.",)),
        _answer("a4", "Ngày tổ chức", "19/08/2026", returned="Ghi đúng ngày."),
        _answer("a5", "Số mô hình"),
        _answer("a6", "Số văn bản", required=False),
        _answer("a7", "Kết quả", "Ấp tổ chức họp dân, ký cam kết từng hộ. " * 3, long=True),
    ]


def entering() -> dict[str, Any]:
    """Components of the desk that fills a form."""
    sections = [
        Some(id=f"s{at}", number=at + 1, title=title, state=state, answered=2, asked=5)
        for at, (title, state) in enumerate(
            (
                ("Nghị quyết, kế hoạch, cam kết", "done"),
                ("Tự đánh giá", "doing"),
                ("Mô hình", "wrong"),
                (f"Ngày hội 19/8 tại {LONG}", "todo"),
            )
        )
    ]
    files = [Some(pk=1, mime="application/pdf", name="Biên bản họp ấp Ổ Lẫm.pdf")]
    desk = Some(
        unit_slug="mau", period_url="2026-nam", fill_url="#", can_change=True, returned={},
        wants_evidence=True, files=files, form=Some(evidence=Some(hint="")),
    )  # fmt: skip
    return {
        "desk": desk,
        "sections": sections,
        "questions": questions(),
        "last_number": 5,
        "file_errors": ["Tệp ảnh.tiff không mở được. Dùng ảnh, PDF hoặc Word."],
        "saved_at": AT,
        "receipt": Some(code="PT-7K2M-91QX", at=AT),
        "version": Some(late=False),
        "late": Some(late=True),
        "conflicts": [Some(id="n1", label="Tổng số hộ", here="212", server="215")],
        "answers": _answers(),
    }
