"""The Word templates shipped with this room: bytes by name.

`decree30`: decisions, proposals, minutes; `certificate`: Giấy công nhận. They were made by
`scripts/build_document_templates.py`; an office may edit them in Word.
"""

from __future__ import annotations

import functools
from pathlib import Path

FOLDER = Path(__file__).parent / "word"


@functools.cache
def read(name: str) -> bytes:
    """The bytes of the template `name` (without .docx)."""
    return (FOLDER / f"{name}.docx").read_bytes()
