"""A small form for the tests of the rules."""

from phongtrao.plan.definitions import Form


def small_form():
    """Hamlets and schools: counts, a choice, a date, a text, a question behind a question."""
    return Form.model_validate(
        {
            "id": "small",
            "period": "year",
            "title": "Biểu thử",
            "deadlines": {"hamlet": "31/10", "school": "15/11"},
            "sections": (
                {
                    "id": "one",
                    "title": "Một",
                    "fields": tuple(FIELDS),
                },
            ),
            "checks": (
                {
                    "id": "signed_le_total",
                    "when": "signed > households",
                    "message": "Số hộ ký cam kết ({signed}) lớn hơn tổng số hộ ({households})."
                    " Sửa một trong hai số.",
                    "message_en": "Signed ({signed}) above total ({households}).",
                    "fields": ("signed", "households"),
                },
                {
                    "id": "few",
                    "when": "signed * 2 < households and grade = 'good'",
                    "level": "warning",
                    "message": "Xếp loại “{grade}” nhưng mới {signed} hộ ký.",
                },
            ),
        }
    )


def field(code, kind, audience=("hamlet", "school"), **more):
    """One field of the small form."""
    return {"id": code, "label": code.capitalize(), "type": kind, "for": audience, **more}


FIELDS = [
    field("households", "integer", ("hamlet",), required=True, why=("unavailable",)),
    field("signed", "integer", ("hamlet",), why=("none", "na", "unavailable"), maximum=5000),
    field(
        "grade",
        "choice",
        choices=({"code": "good", "label": "Khá"}, {"code": "weak", "label": "Yếu"}),
    ),
    field("has_model", "yesno", required=True),
    field("models", "integer", required=True, show_if="has_model = 'yes'"),
    field("held_on", "date"),
    field("story", "text", max_length=40),
    field("number", "text", pattern=r"\d+/[A-Z-]+", hint="Viết như 12/KH-UBND."),
    field(
        "ways",
        "choices",
        choices=({"code": "a", "label": "A"}, {"code": "b", "label": "B"}),
    ),
]
