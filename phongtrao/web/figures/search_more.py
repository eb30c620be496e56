"""What a search finds besides units and the plan: reports and chapters of help."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.core.periods import Period
from phongtrao.core.text import search_key
from phongtrao.programmes import queries as programmes
from phongtrao.reports import queries as frozen
from phongtrao.web.base.titles import report_title
from phongtrao.web.base.tongue import said
from phongtrao.web.entry.owed import own_reports
from phongtrao.web.help import glossary
from phongtrao.web.help.guides import Chapter, guide_of
from phongtrao.web.permissions import allows

LIMIT = 10
Items = list[dict[str, str]]


def has_words(query: str, *texts: str) -> bool:
    """Whether every word of the query occurs in the texts, marks aside."""
    key = search_key(" ".join(texts))
    return all(word in key for word in search_key(query).split())


def reports(post: Any, query: str) -> Items:
    """Reports of the own unit, rounds, and frozen reports the role reads, by their names."""
    own = [task for task, _waits in own_reports(post)] if allows("entry:fill", post.role) else []
    known = [_item(task.title, task.url, _("report of the own unit")) for task in own]
    if allows("figures:round", post.role):
        for one in programmes.rounds():
            period = Period.parse(one.period)
            url = reverse("figures:round", args=[one.form, period.url])
            title = report_title(programmes.form_of(one), period)
            known.append(_item(title, url, _("how far the round is")))
    if allows("figures:report", post.role):
        for copy in frozen.snapshots():
            words = _("Frozen report %(code)s, year %(year)s")
            label = words % {"code": copy.code, "year": copy.year}
            known.append(_item(label, reverse("figures:report", args=[copy.code])))
    return [item for item in known if has_words(query, item["label"])][:LIMIT]


def helps(role: str, query: str) -> Items:
    """Chapters of the role's guide, then words of the glossary; a title counts before its text."""
    guide = guide_of(role)
    found = []
    for chapter in guide.chapters if guide else ():
        named = has_words(query, chapter.title, chapter.title_en)
        if guide and (named or has_words(query, _text(chapter))):
            url = f"{reverse('help:guide', args=[guide.slug])}#{chapter.id}"
            label = said(chapter.title, chapter.title_en)
            found.append((not named, _item(label, url, said(chapter.lead, chapter.lead_en))))
    found.sort(key=lambda pair: pair[0])
    url = reverse("help:words")
    words = [
        _item(said(word.vietnamese, word.english), f"{url}?q={search_key(word.vietnamese)}",
              said(word.meaning, word.meaning_en))
        for word in glossary.words()
        if has_words(query, word.vietnamese, word.english)
    ]  # fmt: skip
    return [item for _weak, item in found][:LIMIT] + words[:LIMIT]


def _text(chapter: Chapter) -> str:
    steps = " ".join(f"{step.text} {step.text_en}" for step in chapter.steps)
    return f"{chapter.lead} {chapter.lead_en} {steps}"


def _item(label: str, href: str, note: str = "") -> dict[str, str]:
    return {"label": label, "href": href, "note": note, "code": ""}
