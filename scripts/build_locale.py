"""Merge `locale_src/vi/*.po` into `locale/vi/LC_MESSAGES/django.po` and compile the `.mo`.

Fragments belong to areas; a message given in two of them must say the same in both. No gettext
tool is needed: Babel reads, writes and compiles.

Usage: python scripts/build_locale.py [--check]
    --check: exit 1 when a message is missing or contradicted.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "locale_src" / "vi"
TARGET = ROOT / "locale" / "vi" / "LC_MESSAGES"
CODE = ROOT / "phongtrao"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLURAL_MARK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Message = tuple[str, str]  # context ('' for none), message id


def fragments() -> list[Path]:
    """Fragments in order of name, `base.po` first."""
    return sorted(SOURCES.glob("*.po"), key=lambda path: (path.name != "base.po", path.name))


def merged() -> Catalog:
    """One catalogue of all fragments, in NFC, sorted by message id."""
    catalog = Catalog(
        locale="vi",
        domain="django",
        project="phongtrao",
        version="1",
        creation_date=EPOCH,
        revision_date=EPOCH,
        charset="utf-8",
        fuzzy=False,
    )
    for path in fragments():
        with path.open("rb") as file:
            part = read_po(file, locale="vi", abort_invalid=True)
        for message in part:
            if message.id and (message.id, message.context) not in _known(catalog):
                text = unicodedata.normalize("NFC", _singular(message.string))
                plural = isinstance(message.id, tuple)
                catalog.add(message.id, (text,) if plural else text, context=message.context)
    return catalog


def _known(catalog: Catalog) -> set[tuple[object, str | None]]:
    return {(message.id, message.context) for message in catalog if message.id}


def _singular(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def write(catalog: Catalog) -> None:
    """Write `.po` and `.mo`, each replaced at once so that a running server never reads half."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, writer in (("django.po", _po), ("django.mo", _mo)):
        buffer = BytesIO()
        writer(buffer, catalog)
        temporary = TARGET / f".{name}.{os.getpid()}"
        temporary.write_bytes(buffer.getvalue())
        temporary.replace(TARGET / name)


def _po(buffer: BytesIO, catalog: Catalog) -> None:
    write_po(buffer, catalog, width=0, sort_output=True, include_previous=False)


def _mo(buffer: BytesIO, catalog: Catalog) -> None:
    write_mo(buffer, catalog)


def used() -> dict[Message, str]:
    """Messages of templates and Python of the package: (context, id) → place `file:line`."""
    found: dict[Message, str] = {}
    for path in sorted(CODE.rglob("*")):
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        elif path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text(encoding="utf-8")
        else:
            continue
        for line, message in _messages(source):
            found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found


def _messages(source: str) -> Iterator[tuple[int, Message]]:
    stream = BytesIO(source.encode("utf-8"))
    for line, message, _comments, context in extract("python", stream, KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        if text:
            yield line, (context or "", text)


def missing() -> dict[Message, str]:
    """Used messages without a Vietnamese text: (context, id) → place."""
    catalog = merged()
    translated = {
        (message.context or "", _singular(message.id))
        for message in catalog
        if message.id and _singular(message.string)
    }
    return {message: place for message, place in used().items() if message not in translated}


def broken() -> list[str]:
    """Translations whose variables differ from those of the message."""
    problems = []
    for message in merged():
        if message.id:
            wanted = set(PLURAL_MARK.findall(_singular(message.id)))
            given = set(PLURAL_MARK.findall(_singular(message.string)))
            if wanted != given:
                problems.append(f"{message.id!r}: {sorted(wanted)} / {sorted(given)}")
    return problems


def contradictions() -> list[str]:
    """Messages that two fragments translate differently, each with its texts and files."""
    said: dict[Message, dict[str, str]] = {}
    for path in fragments():
        with path.open("rb") as file:
            for message in read_po(file, locale="vi", abort_invalid=True):
                text = unicodedata.normalize("NFC", _singular(message.string))
                if message.id and text:
                    key = (message.context or "", _singular(message.id))
                    said.setdefault(key, {}).setdefault(text, path.name)
    return [
        f"{message!r}: " + " / ".join(f"{text!r} ({name})" for text, name in texts.items())
        for (_context, message), texts in said.items()
        if len(texts) > 1
    ]


def main(arguments: list[str]) -> int:
    """Build; with --check also list what is missing."""
    write(merged())
    if "--check" not in arguments:
        return 0
    lines = [f"{place}: {text!r}" for (_context, text), place in missing().items()]
    lines += broken() + contradictions()
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
