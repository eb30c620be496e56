"""Zip containers (docx, xlsx) whose bytes depend on their content only, never on the clock."""

from __future__ import annotations

import io
import zipfile

FIRST = "[Content_Types].xml"
EPOCH = (1980, 1, 1, 0, 0, 0)


def fixed(container: bytes) -> bytes:
    """The same zip with fixed times and attributes and sorted names, content types first."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(container)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != FIRST, name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()
