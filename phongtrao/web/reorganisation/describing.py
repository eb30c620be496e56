"""Step 1: the kind of reorganisation, the document it rests on, the day of effect."""

from __future__ import annotations

from typing import Any

from phongtrao.core.dates import format_date
from phongtrao.reorganisations import actions
from phongtrao.reorganisations.models import Reform
from phongtrao.rules.reorganising import KINDS_OF_STEP, Document
from phongtrao.web.reorganisation.words import KIND_WORDS, fixed_line, typed_day


def take(request: Any, reform: Reform) -> str:
    """Save kind, document and day; another kind keeps the units and forgets what hung on it.

    A new day that cannot be is said at once: the page stays, and pressing again goes on.
    """
    get = request.POST.get
    document = Document(get("so", ""), typed_day(get("ngay-ky", "")), get("noi-ban-hanh", ""))
    day = typed_day(get("hieu-luc", ""))
    known = reform.on
    reform = actions.describe(reform=reform, document=document, on=day, by=request.post)
    kind, steps = get("viec", ""), reform.plan
    if kind in KINDS_OF_STEP and kind != steps.kind:
        cleared = {"kind": kind, "into": None, "new": [], "children": {}, "desks": {}}
        actions.set_steps(reform=reform, steps=steps.model_copy(update=cleared), by=request.post)
    return "?ngay#hieu-luc" if day != known and fixed_line(reform) else ""


def show(request: Any, reform: Reform) -> dict[str, Any]:
    """Return what was saved, or what was typed when it could not be."""
    given = request.POST if request.method == "POST" else _saved(reform)
    return {
        "kinds": [
            {"code": code, "label": label, "why": why, "chosen": code == given.get("viec")}
            for code, (label, why) in KIND_WORDS.items()
        ],
        "blocked": fixed_line(reform),
        "values": {name.replace("-", "_"): given.get(name, "") for name in _saved(reform)},
    }


def _saved(reform: Reform) -> dict[str, str]:
    return {
        "viec": reform.plan.kind,
        "so": reform.number,
        "noi-ban-hanh": reform.issuer,
        "ngay-ky": format_date(reform.issued) if reform.issued else "",
        "hieu-luc": format_date(reform.on) if reform.on else "",
    }
