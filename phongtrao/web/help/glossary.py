"""The words of the product, read from the one list people and developers share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from phongtrao.core.text import search_key, sort_key

FILE = Path(settings.BASE_DIR) / "docs" / "glossary.md"
CELLS = 4


@dataclass(frozen=True)
class Word:
    """One concept: its words and its meaning in both languages."""

    english: str
    vietnamese: str
    meaning_en: str
    meaning: str

    @property
    def key(self) -> str:
        """What a search without marks reads."""
        return search_key(f"{self.vietnamese} {self.english} {self.meaning} {self.meaning_en}")


def rows() -> list[list[str]]:
    """The rows of the table, head and rule left out."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    table = [line.strip().strip("|").split("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in table[2:]]


@lru_cache(maxsize=1)
def words() -> tuple[Word, ...]:
    """All words in Vietnamese order."""
    found = [Word(*(row + [""] * CELLS)[:CELLS]) for row in rows()]
    return tuple(sorted(found, key=lambda word: sort_key(word.vietnamese)))


def find(asked: str) -> list[Word]:
    """Words in which every asked part occurs, marks or not; words that begin so come first."""
    parts = search_key(asked).split()
    found = [word for word in words() if all(part in word.key for part in parts)]
    named = search_key(asked)
    return sorted(found, key=lambda word: named not in search_key(word.vietnamese))
