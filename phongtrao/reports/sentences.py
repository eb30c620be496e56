"""Sentences of the outline: {code} becomes a figure with its proof, [[ … ]] needs all its figures.

{T1.2} value · {T1.2|ty_so} numerator/denominator · {T1.2|ket_luan} verdict · {T1.2|so_sanh} change
against last year · {year} a plain name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from phongtrao.core.findings import Refusal
from phongtrao.documents.shape import APPROXIMATELY
from phongtrao.documents.tree import FigureReference, Inline, Run
from phongtrao.reports import wording
from phongtrao.reports.facts import CountFact, Facts, MeasureFact, TargetFact

Spoken = TargetFact | MeasureFact | CountFact

TOKEN = re.compile(r"\{([^{}]+)\}")
OPTIONAL = re.compile(r"\[\[(.*?)\]\]")


class Speaker:
    """Says the sentences of one report."""

    def __init__(self, facts: Facts, names: Mapping[str, str]) -> None:
        self.year_before = facts.year - 1
        self.names = names
        self.figures: dict[str, Spoken] = {}
        self.figures |= {measure.id: measure for measure in facts.measures}
        self.figures |= {target.id: target for target in facts.targets}
        self.figures |= {count.id: count for count in facts.counts}

    def plain(self, text: str) -> str:
        """A text with names only, such as a title."""
        return "".join(
            piece.text for piece in self.say(text) if isinstance(piece, (Run, FigureReference))
        )

    def say(self, text: str) -> tuple[Inline, ...]:
        """A sentence as stretches of text and figure references. Refusal for an unknown name."""
        pieces: list[Inline] = []
        at = 0
        for part in OPTIONAL.finditer(text):
            pieces += self._stretch(text[at : part.start()])
            if all(self._has_value(token) for token in TOKEN.findall(part[1])):
                pieces += self._stretch(part[1])
            at = part.end()
        return tuple(pieces + self._stretch(text[at:]))

    def _stretch(self, text: str) -> list[Inline]:
        pieces: list[Inline] = []
        at = 0
        for token in TOKEN.finditer(text):
            if token.start() > at:
                pieces.append(Run(text[at : token.start()]))
            pieces.append(self._token(token[1]))
            at = token.end()
        if at < len(text):
            pieces.append(Run(text[at:]))
        return pieces

    def complete(self, text: str) -> bool:
        """Whether every figure a sentence needs (outside [[ … ]]) has a value."""
        return all(self._has_value(token) for token in TOKEN.findall(OPTIONAL.sub("", text)))

    def _figure(self, token: str) -> Spoken | None:
        return self.figures.get(token.split("|")[0])

    def _has_value(self, token: str) -> bool:
        fact = self._figure(token)
        if fact is None:
            return bool(self.names.get(token))
        if token.endswith("|so_sanh"):
            return bool(wording.change(fact, self.year_before))
        return (fact.now.value if isinstance(fact, TargetFact) else fact.now) is not None

    def _token(self, token: str) -> Inline:
        fact = self._figure(token)
        if fact is None:
            if token not in self.names:
                raise unknown(token)
            return Run(self.names[token])
        show = token.partition("|")[2]
        if show == "so_sanh":
            return Run(wording.change(fact, self.year_before) or wording.DASH)
        if not self._has_value(token):
            return Run(wording.NO_DATA)
        if not isinstance(fact, TargetFact):
            return FigureReference(fact.id, wording.number(fact.now), fact.provisional)
        return _target(fact, show)


def _target(fact: TargetFact, show: str) -> Inline:
    """The asked part of a target's figure."""
    if show == "ket_luan":
        return Run(wording.verdict(fact.now).lower())
    if show == "ty_so":
        return FigureReference(fact.id, wording.ratio(fact.now), fact.now.provisional)
    if show:
        raise unknown(f"{fact.id}|{show}")
    text = wording.value(fact.now, fact.goal).removeprefix(APPROXIMATELY)
    return FigureReference(fact.id, text, fact.now.provisional)


def unknown(name: str) -> Refusal:
    """The refusal of a name that no figure and no fact bears."""
    return Refusal(
        "report.unknown_name",
        f"Báo cáo nhắc tới “{name}” nhưng không có số liệu, bảng hay tên gọi này.",
        f"The report names “{name}”, which is no figure, no table and no name.",
    )
