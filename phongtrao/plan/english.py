"""What of a package has no English: every text with a twin `…_en`, and the units of counting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from phongtrao.core.findings import Finding
from phongtrao.plan.reader import Source, open_package
from phongtrao.plan.wording import warning

TWIN = "_en"
#: Nothing of these is read on a page: their English would be work for nobody.
UNREAD = {"folder"}


def missing_english(folder: Path | str) -> list[Finding]:
    """Warnings, one for each text without English; empty for a package that does not read."""
    package, source = open_package(Path(folder))
    if package is None:
        return []
    known = {one.unit for one in package.counted}
    return list(_in_model(package, (), source, known))


def _in_model(
    model: BaseModel, path: tuple[str | int, ...], source: Source, known: set[str]
) -> Iterator[Finding]:
    """What is missing in one definition and in everything inside it."""
    fields = type(model).model_fields
    for name, info in fields.items():
        value, here = getattr(model, name), (*path, info.alias or name)
        if isinstance(value, str) and f"{name}{TWIN}" in fields:
            if _is_words(value) and not getattr(model, f"{name}{TWIN}"):
                yield warning("plan.no_english", source.place(*here), key=name)
        elif name == "unit" and isinstance(value, str) and "examples" not in path:
            if _is_words(value) and value not in known:
                yield warning("plan.no_unit", source.place(*here), unit=value)
        elif name not in UNREAD:
            yield from _inside(value, here, source, known)


def _inside(
    value: Any, path: tuple[str | int, ...], source: Source, known: set[str]
) -> Iterator[Finding]:
    """What is missing in a definition, a list or a table of them."""
    if isinstance(value, BaseModel):
        yield from _in_model(value, path, source, known)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, (*path, index), source, known)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*path, key), source, known)


def _is_words(text: str) -> bool:
    """Whether there is anything to translate."""
    return any(letter.isalpha() for letter in text)
