"""Tags that put registers on other pages: of a unit, of a clause."""

from __future__ import annotations

from typing import Any

from django import template

from phongtrao.web.registers import parts

register = template.Library()
KEPT = "registers_by_clause"


@register.inclusion_tag("registers/_of_unit.html")
def unit_registers(request: Any, unit_id: int) -> dict[str, Any]:
    """The registers of a unit with their counts, and where a line is added."""
    return {"lines": parts.of_unit(request.post, unit_id)}


@register.inclusion_tag("registers/_of_clause.html")
def clause_registers(request: Any, clause: str, headed: bool = False) -> dict[str, Any]:
    """The registers that serve a clause; counted once for the page. `headed`: as a section."""
    if not hasattr(request, KEPT):
        setattr(request, KEPT, parts.by_clauses(request.post))
    return {"lines": getattr(request, KEPT).get(clause, ()), "headed": headed}
