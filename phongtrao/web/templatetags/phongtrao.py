"""Template tags: Vietnamese numbers and dates, deadlines in both forms, states, proof links."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phongtrao.core.dates import TZ, format_date
from phongtrao.core.figures import Figure
from phongtrao.core.kinds import full_name
from phongtrao.core.numbers import format_number, format_percent
from phongtrao.web.base.icons import ICONS
from phongtrao.web.base.states import STATES
from phongtrao.web.base.tongue import vietnamese
from phongtrao.web.figures.addresses import proof_url

register = template.Library()

ABSENT = "–"
SOON_DAYS = 7


def _english(text: str) -> str:
    """Swap the marks of a Vietnamese number: 1.234,5 → 1,234.5."""
    return text.translate(str.maketrans(".,", ",.")) if get_language() == "en" else text


@register.filter
def vn(value: Any, decimals: int = 0) -> str:
    """A number as offices write it; a dash when there is none."""
    if value is None or value == "":
        return ABSENT
    if isinstance(value, float):
        value = Decimal(str(value))
    return _english(format_number(value, decimals))


@register.filter
def percent(value: Any, decimals: int = 1) -> str:
    """A ratio as a percentage: Fraction(9, 10) → 90,0 %."""
    if value is None or value == "":
        return ABSENT
    return _english(format_percent(Fraction(value), decimals))


@register.filter
def vndate(value: dt.date | None) -> str:
    """dd/mm/yyyy in Vietnam's calendar; a dash when there is none."""
    return format_date(value) if value else ABSENT


@register.filter
def vntime(value: dt.datetime | None) -> str:
    """HH:MM dd/mm/yyyy on Vietnam's clock."""
    return value.astimezone(TZ).strftime("%H:%M %d/%m/%Y") if value else ABSENT


def _day(day: dt.date) -> str:
    same_year = day.year == timezone.localdate().year
    return f"{day.day}/{day.month}" if same_year else f"{day.day}/{day.month}/{day.year}"


@register.filter
def deadline(day: dt.date | None) -> str:
    """Both forms, always: "trước ngày 15/11 (hết ngày 14/11)"; with the year unless this year."""
    if not day:
        return ABSENT
    last = day - dt.timedelta(days=1)
    return _("before %(day)s (until the end of %(last)s)") % {
        "day": _day(day),
        "last": _day(last),
    }


def named_deadline(words: str) -> str:
    """Both forms of a day as the plan writes it: `15/11`, or `10/8/2022` when it comes once."""
    day, month, *year = (int(part) for part in words.split("/"))
    last = dt.date(year[0] if year else 2023, month, day) - dt.timedelta(days=1)
    shown = f"{last.day}/{last.month}/{last.year}" if year else f"{last.day}/{last.month}"
    return _("before %(day)s (until the end of %(last)s)") % {"day": words, "last": shown}


@register.filter
def deadline_after(day: dt.date | None, planned: dt.date | None) -> str:
    """The day that counts with the plan's own beside it, where a decision gave a later one."""
    if not day or not planned:
        return deadline(day)
    last = _day(day - dt.timedelta(days=1))
    return deadline(planned) + _("; extended until the end of %(last)s") % {"last": last}


@register.filter
def days_left(day: dt.date) -> int:
    """Whole days left to hand in before `day`; 1 on the last day, 0 or less when late."""
    return (day - timezone.localdate()).days


@register.simple_tag
def time_left(day: dt.date) -> str:
    """Days left or late, in words with class: "còn 6 ngày", "quá hạn 2 ngày"."""
    left = days_left(day)
    if left <= 0:
        words = _("%(n)s days late") % {"n": vn(1 - left)}
        return format_html('<span class="todo-when--late">{}</span>', words)
    words = _("last day today") if left == 1 else _("%(n)s days left") % {"n": vn(left - 1)}
    name = "todo-when--soon" if left <= SOON_DAYS else "todo-when"
    return format_html('<span class="{}">{}</span>', name, words)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing, in the colour of the text, hidden from readers of the page."""
    shape = ICONS.get(name, "")
    return mark_safe(  # noqa: S308 - shapes are constants of this room
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false" '
        f'fill="none" stroke="currentColor" stroke-width="1.5">{shape}</svg>'
    )


@register.simple_tag
def status(state: str, detail: str = "") -> SafeString:
    """The tag of a state, a verdict or a flag: shape, words, colour."""
    known = STATES[state]
    return format_html(
        '<span class="tag tag--{}">{}{}{}</span>',
        known.tone,
        icon(known.icon) if known.icon else "",
        str(known.label),
        f" · {detail}" if detail else "",
    )


@register.filter
def state_label(state: str) -> str:
    """The words of a state, without the tag."""
    return str(STATES[state].label)


@register.simple_tag
def figure(fig: Figure, decimals: int = 1) -> SafeString:
    """A figure as a link to its proof; ≈ in front while provisional."""
    if fig.value is None:
        return format_html('<span class="figure-none">{}</span>', _("no data yet"))
    text = vn(fig.numerator) if fig.denominator is None else percent(fig.value, decimals)
    name = "figure figure--provisional" if fig.provisional else "figure"
    said = f" ({_('provisional')})" if fig.provisional else ""
    hidden = format_html('<span class="visually-hidden">{}</span>', said) if said else ""
    return format_html('<a class="{}" href="{}">{}{}</a>', name, proof_url(fig), text, hidden)


@register.filter
def period_label(period: Any) -> str:
    """Name of a period, "Năm 2024" or "6 tháng đầu năm 2024", in the language of the page."""
    return str(period.label_en if get_language() == "en" else period.label)


@register.filter
def unit_name(state: Any) -> str:
    """A unit with its kind: "xã Lộc An"."""
    name = full_name(state.kind, state.name)
    return name[:1].upper() + name[1:]


@register.simple_tag
def share(part: int, whole: int) -> SafeString:
    """A bar of `part` in `whole`, from zero; the numbers stand beside it, so it is hidden."""
    width = round(100 * part / whole) if whole else 0
    return format_html(
        '<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect width="{}" height="12"/></svg>',
        str(width),
    )


@register.filter
def says(definition: Any, attribute: str = "title") -> str:
    """A text of the plan in the page's language: `label_en` when there is one, else `label`."""
    twin = getattr(definition, f"{attribute}_en", "") if get_language() == "en" else ""
    return str(twin or getattr(definition, attribute))


@register.filter
def viet(words: Any) -> str:
    """Words that stay as they were written, marked as Vietnamese on an English page."""
    return "" if words is None else vietnamese(words)


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, None when absent."""
    return mapping.get(key) if mapping is not None else None


@register.simple_tag
def query(request: Any, **changes: Any) -> str:
    """The query of this page with some keys changed; an empty value drops the key."""
    kept = request.GET.copy()
    for key, value in changes.items():
        kept.pop(key, None)
        if value not in (None, ""):
            kept[key] = str(value)
    return f"?{kept.urlencode()}"
