"""Texts nearly the same: found without comparing each with each.

A text is folded (marks, capitals and numbers aside), sentences that many units use are taken out
as set phrases, and what is left is cut into runs of six words. Only texts that share runs few
others have are compared letter by letter (rapidfuzz), so 6.000 texts take seconds.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process

from phongtrao.core.text import search_key

ALIKE_OTHERS = 90
ALIKE_LAST_YEAR = 95
SET_PHRASE_UNITS = 6
SET_PHRASE_PERCENT = 1
MIN_WORDS = 20
RUN = 6
RARE_UNITS = 60
COMPARED = 12
NEARLY_SET = 85
SHOWN = 5

_SENTENCE = re.compile(r"[.;!?\n]+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Text:
    """One text of one unit, and when it was handed in."""

    unit: int
    at: datetime
    text: str


@dataclass(frozen=True)
class Likeness:
    """A text and the earlier ones it repeats: (unit, likeness in percent), most alike first."""

    unit: int
    at: datetime
    matches: tuple[tuple[int, int], ...]


def phrases_of(text: str) -> list[str]:
    """Return the sentences of a text, folded, with every number written 0."""
    parts = (search_key(part) for part in _SENTENCE.split(text))
    return [_NUMBER.sub("0", part) for part in parts if part]


def set_phrases(texts: Iterable[str]) -> frozenset[str]:
    """Return the sentences so many units use that they prove nothing: 6 units and 1 %, or more."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(set(phrases_of(text)))
        total += 1
    limit = max(SET_PHRASE_UNITS, -(-total * SET_PHRASE_PERCENT // 100))
    return frozenset(phrase for phrase, units in counts.items() if units >= limit)


def own_words(text: str, known: frozenset[str]) -> str:
    """Return what a text says in words of its own; '' when too little is left to compare.

    A set phrase with a word or two changed is still a set phrase.
    """
    kept = " ".join(part for phrase in phrases_of(text) if (part := _without(phrase, known)))
    return kept if len(kept.split()) >= MIN_WORDS else ""


def _without(phrase: str, known: frozenset[str]) -> str:
    """The phrase without the set phrases in it; '' when it is nearly one itself."""
    for one in known:
        if one in phrase:
            phrase = phrase.replace(one, " ")
    words = " ".join(phrase.split())
    if words and process.extractOne(words, known, scorer=fuzz.ratio, score_cutoff=NEARLY_SET):
        return ""
    return words


def copies(texts: Sequence[Text], known: frozenset[str]) -> list[Likeness]:
    """Return the texts that repeat an earlier one of another unit, at 90 % or more."""
    ordered = sorted(texts, key=lambda item: (item.at, item.unit))
    folded = [own_words(item.text, known) for item in ordered]
    runs = [_runs(text) for text in folded]
    spread = Counter(run for listed in runs for run in listed)
    index: dict[int, list[int]] = {}
    found = []
    for place, text in enumerate(folded):
        rare = [run for run in runs[place] if 2 <= spread[run] <= RARE_UNITS]
        shared = Counter(other for run in rare for other in index.get(run, ()))
        near = [other for other, _ in shared.most_common(COMPARED)]
        matches = _matches(ordered, folded, place, near) if text else ()
        if matches:
            found.append(Likeness(ordered[place].unit, ordered[place].at, matches))
        for run in rare:
            index.setdefault(run, []).append(place)
    return found


def _matches(
    ordered: Sequence[Text], folded: Sequence[str], index: int, near: Iterable[int]
) -> tuple[tuple[int, int], ...]:
    """The earlier texts of other units that are alike enough, most alike first."""
    scored = []
    for other in near:
        if ordered[other].unit == ordered[index].unit:
            continue
        score = fuzz.ratio(folded[index], folded[other], score_cutoff=ALIKE_OTHERS)
        if score:
            scored.append((-int(score), other))
    return tuple((ordered[other].unit, -score) for score, other in sorted(scored)[:SHOWN])


def _runs(text: str) -> set[int]:
    """The hashes of a text's runs of six words."""
    words = text.split()
    runs = {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    return {zlib.crc32(run.encode()) for run in runs}


def repeats(
    now: Sequence[Text], before: Mapping[int, str], known: frozenset[str]
) -> list[tuple[Text, int]]:
    """Return (text, likeness in percent) of units that hand in last year's text, at 95 % or more.

    before: unit → its text of the year before.
    """
    found = []
    for item in now:
        text, old = own_words(item.text, known), own_words(before.get(item.unit, ""), known)
        if text and old:
            score = fuzz.ratio(text, old, score_cutoff=ALIKE_LAST_YEAR)
            if score:
                found.append((item, int(score)))
    return found
