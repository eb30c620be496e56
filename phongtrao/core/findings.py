"""Findings (mistakes in people's data, collected) and refusals (impossible acts, raised)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One mistake: stable `code`, `place` (field, cell or file:line), Vietnamese `message`."""

    code: str
    place: str
    message: str
    hint: str = ""
    level: str = "error"
    message_en: str = ""

    @property
    def is_error(self) -> bool:
        """Return whether it blocks; warnings do not."""
        return self.level == "error"

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message}{hint}"


def errors(findings: list[Finding]) -> list[Finding]:
    """Return only the findings that block."""
    return [finding for finding in findings if finding.is_error]


class Refusal(Exception):
    """A forbidden or impossible act; the roof turns it into an answer with `status`."""

    def __init__(
        self,
        code: str,
        message: str,
        message_en: str = "",
        *,
        status: int = 409,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{message} / {message_en}" if message_en else message)
        self.code = code
        self.message = message
        self.message_en = message_en
        self.status = status
        self.data: dict[str, Any] = dict(data or {})
