"""`/bao-cao/<năm>/soan/`: the report part by part, its figures with their sources, own words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.reports import access, building, editing
from phongtrao.reports import queries as frozen
from phongtrao.reports.building import AtHand, Shown
from phongtrao.reports.models import Edit
from phongtrao.reports.tables import source_lines
from phongtrao.web.figures.present import said
from phongtrao.web.reports import preview
from phongtrao.web.reports.links import builder_url, source_url

#: Statuses of a refusal that the editor shows beside its box.
SHOWN = (404, 409, 422)
INSERTS = ("figure", "table", "chart")
CHANGES = 12


@require_http_methods(["GET", "HEAD", "POST"])
def build(request: Any, year: int) -> HttpResponse:
    """GET shows a part; POST saves a paragraph, or puts a token in its box."""
    if request.method != "POST":
        return _page(request, year, building.at_hand(year))
    access.require_edit(request.post)
    act = request.POST.get("act", "")
    hand = building.at_hand(year)
    if act in INSERTS:
        return _page(request, year, hand, _inserted(request.POST, act))
    return _saved(request, year, hand, back=act == "back")


def _inserted(sent: Any, kind: str) -> str:
    """The text of the box with the chosen token; tables and charts on a line of their own."""
    words, token = sent.get("text", ""), sent.get(kind, "")
    if kind == "figure":
        gap = "" if not words or words[-1].isspace() else " "
        return f"{words}{gap}{token}"
    return f"{words.rstrip()}\n{token}\n".lstrip()


def _saved(request: Any, year: int, hand: AtHand, back: bool) -> HttpResponse:
    """Save the box, or give the paragraph back to the outline; a finding stays beside the box."""
    sent = request.POST
    key, words = sent.get("doan", ""), "" if back else sent.get("text", "")
    base = sent.get("base", "0")
    try:
        place = editing.place_of(hand.outline, key)
        building.require_printable(hand.facts, hand.outline, words)
        if not back and not words.strip():
            raise _nothing()
        editing.edit(
            outline=hand.outline, year=year, key=key, text=words,
            base=int(base) if base.isdecimal() else 0, by=request.post,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.status not in SHOWN:
            raise
        return _page(request, year, hand, sent.get("text", ""), refusal)
    messages.success(
        request, _("The outline's own words are back.") if back else _("The paragraph is saved.")
    )
    return redirect(f"{builder_url(year, place.part)}#d-{key}")


def _nothing() -> Refusal:
    return Refusal(
        "report.nothing",
        "Chưa có chữ nào. Muốn dùng lại câu của đề cương, bấm “Trả về câu của đề cương”.",
        "There are no words. To use the outline's words again, give the paragraph back.",
        status=422,
    )


def _page(
    request: Any, year: int, hand: AtHand, words: str | None = None, refused: Refusal | None = None
) -> HttpResponse:
    """The three columns; `words`: what stands in the box when it is not what was saved."""
    asked = request.POST if request.method == "POST" else request.GET
    edits = editing.edits(hand.outline.id, year)
    items = building.shown(hand.facts, hand.outline, edits)
    chosen = next((one for one in items if one.place.key == asked.get("doan", "")), None)
    parts = preview.parts(hand.outline, items)
    part = chosen.place.part if chosen else asked.get("phan", "")
    current = next((one for one in parts if one.code == part), parts[0])
    context = {
        "year": year, "hand": hand, "parts": parts, "part": current,
        "read_at": timezone.localtime(hand.at),
        "items": [
            preview.paragraph(one, year, titles=_titles(edits)) for one in items if current.has(one)
        ],
        "chosen": chosen, "may_edit": access.may_edit(request.post),
        "may_freeze": access.may_freeze(request.post),
        "sources": _sources(hand, [chosen] if chosen else [i for i in items if current.has(i)]),
        "check": preview.checked(building.check(items, edits), year),
        **_editor(hand, year, chosen, words, refused),
        **_frozen(hand, year),
        "crumbs": [
            (_("Reports"), reverse("figures:reports")),
            (_("Report of %(year)s") % {"year": year}, ""),
        ],
    }  # fmt: skip
    return render(request, "reports/build.html", context, status=refused.status if refused else 200)


def _titles(edits: dict[str, Edit]) -> dict[int, str]:
    return accounts.titles_of({edit.post_id for edit in edits.values() if edit.post_id})


def _editor(
    hand: AtHand, year: int, chosen: Shown | None, words: str | None, refused: Refusal | None
) -> dict[str, Any]:
    """What the box of the chosen paragraph needs."""
    if chosen is None or not editing.is_editable(chosen.place.item):
        return {"editing": False}
    key = chosen.place.key
    history = editing.history(hand.outline.id, year, key)
    text = chosen.edit.text if chosen.edit else building.source_text(hand.facts, hand.outline, key)
    titles = accounts.titles_of({edit.post_id for edit in history if edit.post_id})
    return {
        "editing": True,
        "box": text if words is None else words,
        "signs": building.said_now(hand.facts, hand.outline, text if words is None else words),
        "base": history[0].number if history else 0,
        "insertable": building.insertable(hand.facts, hand.outline),
        "refused": said(refused.message, refused.message_en) if refused else "",
        "history": [(edit, titles.get(edit.post_id or 0, "")) for edit in history],
    }


def _sources(hand: AtHand, shown: list[Shown]) -> list[dict[str, str]]:
    """The sources of the figures these paragraphs say, in their order."""
    lines = {line["code"]: line for line in source_lines(hand.facts)}
    codes = dict.fromkeys(code for one in shown for code in one.codes)
    return [{**lines[code], "href": source_url(code, hand.facts.year)} for code in codes]


def _frozen(hand: AtHand, year: int) -> dict[str, Any]:
    """The newest freeze of the year and what is different now."""
    newest = frozen.snapshots(year).first()
    if newest is None:
        return {"newest": None}
    full = frozen.snapshot(newest.code)
    changes = frozen.changes_since(full, hand.facts)
    codes = [(change, source_url(change.code.split("@")[0], year)) for change in changes]
    return {"newest": full, "changed": len(changes), "changes": codes[:CHANGES]}
