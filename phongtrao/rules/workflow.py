"""The ladder of a report as one table: who may move it, from where, to where.

due → submitted → approved (by the level above) → accepted (by the province). Single cells come
back as `returned`; the next version is submitted again. A decision can be undone until the next
level has decided.
"""

from phongtrao.core.findings import Refusal

STATES: tuple[str, ...] = ("due", "draft", "submitted", "returned", "approved", "accepted")
STATE_LABELS: dict[str, str] = {
    "due": "chưa gửi",
    "draft": "nháp",
    "submitted": "chờ duyệt",
    "returned": "trả lại",
    "approved": "đã duyệt",
    "accepted": "tỉnh đã chấp nhận",
}
STATE_LABELS_EN: dict[str, str] = {
    "due": "not sent",
    "draft": "draft",
    "submitted": "waiting for approval",
    "returned": "returned",
    "approved": "approved",
    "accepted": "accepted by the province",
}
REPORTED: tuple[str, ...] = ("submitted", "returned", "approved", "accepted")
APPROVED: tuple[str, ...] = ("approved", "accepted")

TRANSITIONS: dict[tuple[str, str], str] = {
    ("due", "submit"): "submitted",
    ("draft", "submit"): "submitted",
    ("submitted", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("approved", "return"): "returned",
    ("approved", "accept"): "accepted",
    ("approved", "undo"): "submitted",
    ("returned", "undo"): "submitted",
    ("accepted", "undo"): "approved",
}
_VERBS = {
    "submit": ("gửi", "submit"),
    "approve": ("duyệt", "approve"),
    "return": ("trả lại", "return"),
    "accept": ("chấp nhận", "accept"),
    "undo": ("hoàn tác", "undo"),
}
_ADVICE = {
    ("approved", "submit"): "Đề nghị nơi duyệt hoàn tác hoặc trả lại mục cần sửa.",
    ("accepted", "submit"): "Đề nghị tỉnh hoàn tác, sau đó trả lại mục cần sửa.",
    ("accepted", "return"): "Tỉnh hoàn tác trước, sau đó trả lại.",
    ("submitted", "accept"): "Cấp trên trực tiếp duyệt trước.",
}


def allowed(state: str, verb: str) -> str:
    """Return the state that `verb` leads to; Refusal `workflow.refused` (409) when it may not."""
    found = TRANSITIONS.get((state, verb))
    if found is not None:
        return found
    label, label_en = _VERBS.get(verb, (verb, verb))
    advice = _ADVICE.get((state, verb), "")
    raise Refusal(
        code="workflow.refused",
        message=f"Báo cáo đang ở trạng thái “{STATE_LABELS.get(state, state)}”, không {label} được."
        f"{' ' + advice if advice else ''}",
        message_en=f"A report in state “{STATE_LABELS_EN.get(state, state)}” cannot be acted on:"
        f" {label_en}.",
        data={"state": state, "verb": verb},
    )


def may(state: str, verb: str) -> bool:
    """Tell whether `verb` is possible now, to show or hide a button."""
    return (state, verb) in TRANSITIONS
