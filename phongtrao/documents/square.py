"""Square codes (QR) that lead from paper back to the frozen document."""

from __future__ import annotations

import io

import segno


def png(text: str) -> bytes:
    """A QR code of the text as PNG, error correction M, 6 pixels a module, deterministic."""
    out = io.BytesIO()
    segno.make(text, error="m", boost_error=False).save(out, kind="png", scale=6, border=2)
    return out.getvalue()


def svg(text: str) -> str:
    """The same QR code as SVG text."""
    out = io.BytesIO()
    segno.make(text, error="m", boost_error=False).save(
        out, kind="svg", scale=6, border=2, xmldecl=False
    )
    return out.getvalue().decode("utf-8")
