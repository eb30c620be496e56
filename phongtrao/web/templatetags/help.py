"""Tags of help: what is pressed stands out, pictures in the language of the page."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

QUOTED = re.compile(r"“([^”]+)”")


@register.filter
def pressed(text: str) -> SafeString:
    """Words in “…” as they stand on the page, made to stand out."""
    return mark_safe(QUOTED.sub(r'<b class="press">“\1”</b>', escape(text)))  # noqa: S308 - escaped


@register.filter
def picture_path(picture_id: str) -> str:
    """The static file of a picture in the language of the page."""
    language = "en" if get_language() == "en" else "vi"
    return f"help/pictures/{language}/{picture_id}.webp"
