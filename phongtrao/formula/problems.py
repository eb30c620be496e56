"""What is wrong with a formula, said in Vietnamese with position and hint."""

from __future__ import annotations

from phongtrao.core.findings import Finding


class FormulaProblem(Exception):
    """A formula was refused; `findings` says where and what to do."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{item.place}: {item.message}" for item in findings))
        self.findings = findings


def problem(code: str, position: int | None, message: str, hint: str = "") -> Finding:
    """A finding about a formula; `position` is the 1-based character, None for the whole."""
    place = "công thức" if position is None else f"ký tự {position}"
    return Finding(code=f"formula.{code}", place=place, message=message, hint=hint)
