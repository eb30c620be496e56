"""A small form of every type of question, for the tests of the entry pages."""

import json

from phongtrao.plan.definitions import Form

FORM = Form.model_validate_json(
    json.dumps(
        {
            "id": "annual",
            "period": "year",
            "title": "Báo cáo năm",
            "title_en": "Yearly report",
            "deadlines": {"hamlet": "31/10", "agency": "31/10"},
            "sections": [
                {
                    "id": "commitment",
                    "title": "Cam kết",
                    "title_en": "Commitment",
                    "fields": [
                        {
                            "id": "households",
                            "label": "Tổng số hộ",
                            "label_en": "Households",
                            "type": "integer",
                            "for": ["hamlet"],
                            "required": True,
                            "carry": True,
                            "unit": "hộ",
                        },
                        {
                            "id": "households_signed",
                            "label": "Số hộ ký cam kết",
                            "type": "integer",
                            "for": ["hamlet"],
                            "required": True,
                            "why": ["none", "unavailable"],
                        },
                        {
                            "id": "staff",
                            "label": "Cán bộ, nhân viên",
                            "type": "integer",
                            "for": ["agency"],
                            "required": True,
                        },
                    ],
                },
                {
                    "id": "work",
                    "title": "Công tác",
                    "fields": [
                        {
                            "id": "plan_made",
                            "label": "Có kế hoạch",
                            "type": "yesno",
                            "for": ["hamlet", "agency"],
                            "required": True,
                        },
                        {
                            "id": "plan_on",
                            "label": "Ngày ban hành",
                            "type": "date",
                            "for": ["hamlet", "agency"],
                            "show_if": "plan_made = 'yes'",
                        },
                        {
                            "id": "class",
                            "label": "Xếp loại",
                            "type": "choice",
                            "for": ["hamlet"],
                            "choices": [
                                {"code": "good", "label": "Khá", "label_en": "Good"},
                                {"code": "poor", "label": "Yếu"},
                            ],
                        },
                        {
                            "id": "channels",
                            "label": "Hình thức",
                            "type": "choices",
                            "for": ["hamlet"],
                            "choices": [
                                {"code": "talk", "label": "Họp"},
                                {"code": "radio", "label": "Loa"},
                            ],
                        },
                        {
                            "id": "note",
                            "label": "Ghi chú",
                            "type": "text",
                            "for": ["hamlet", "agency"],
                            "max_length": 60,
                        },
                    ],
                },
            ],
        }
    )
)
