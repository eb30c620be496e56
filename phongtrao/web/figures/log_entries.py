"""One entry of the tamper-evident log, looked up by its number or by a receipt code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.audit import queries as audit
from phongtrao.submissions import queries as submissions
from phongtrao.web.figures.log_objects import openable

RECEIPT = re.compile(r"^PT-?([0-9A-F]{4})-?([0-9A-F]{4})-?([0-9A-F]{4})$")
#: Keys of the largest table fit in so many digits.
DIGITS = 18


@dataclass(frozen=True)
class Shown:
    """An entry found: the row, whether its text still gives its hash, the page of its report."""

    row: Any
    fits: bool
    report: str


def receipt_typed(typed: str) -> str:
    """Return the receipt code as it is kept (`PT-XXXX-XXXX-XXXX`), '' when it is none."""
    found = RECEIPT.match(typed.strip().upper())
    return "PT-" + "-".join(found.groups()) if found else ""


def place_of_receipt(typed: str) -> str | None:
    """Return the page behind a receipt code: its report, else its entry of the log; None: none."""
    code = receipt_typed(typed)
    if not code:
        return None
    report = submissions.submission_of_receipt(code)
    if report is not None:
        return reverse("figures:source", args=[report])
    row = _by_receipt(code)
    return f"{reverse('figures:log')}?muc={row.index}" if row else None


def look_up(typed: str, role: str) -> tuple[Shown | None, str]:
    """Return the entry asked for and what is wrong with the question ("" when it was found)."""
    asked = typed.strip()
    if not asked:
        return None, ""
    code = receipt_typed(asked)
    plain = asked.replace(".", "")
    numbered = plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS
    if not code and not numbered:
        words = _("“%(typed)s” is neither the number of an entry nor a receipt code.")
        return None, words % {"typed": asked[:60]}
    row = _by_receipt(code) if code else audit.entry(int(plain))
    if row is None:
        return None, _("The log has no entry “%(typed)s”.") % {"typed": asked[:60]}
    report = openable(_report(json.loads(row.payload)), role)
    return Shown(row, audit.fits(row), report), ""


def _by_receipt(code: str) -> Any:
    return audit.entry_by_hash(code.removeprefix("PT-").replace("-", "").lower())


def _report(payload: dict[str, Any]) -> str:
    key = payload.get("submission")
    return reverse("figures:source", args=[key]) if isinstance(key, int) else ""
