"""Replication from one entry to another: nested lists that read well and draw their own lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phongtrao.core.findings import Refusal
from phongtrao.registers import access, queries
from phongtrao.registers.queries import FamilyNode
from phongtrao.web.registers import filtering
from phongtrao.web.registers.desk import Desk, open_register
from phongtrao.web.registers.words import state_tag

SHOWN = 60


@dataclass(frozen=True)
class Branch:
    """One entry of the tree; `here` is the entry the page is about."""

    heading: str
    unit: str
    href: str
    state: Any
    here: bool
    below: int
    children: tuple[Branch, ...]


def drawn(root: FamilyNode | None, desk: Desk) -> Branch | None:
    """Return the tree for the template, None when the entry stands alone."""
    return _branch(root, desk) if root is not None else None


def _branch(node: FamilyNode, desk: Desk) -> Branch:
    return Branch(
        heading=node.heading,
        unit=node.unit_name,
        href=f"{desk.list_url}{node.entry_id}/",
        state=state_tag(desk.register.state(node.state)),
        here=desk.entry is not None and node.entry_id == desk.entry.pk,
        below=node.count() - 1,
        children=tuple(_branch(child, desk) for child in node.children),
    )


@require_safe
def trees(request: Any, register: str) -> HttpResponse:
    """All families of a register, the largest first."""
    desk = open_register(request, register)
    link = queries.parent_field(desk.register)
    if link is None:
        raise Refusal(
            "register.no_tree", "Sổ này không ghi việc nhân rộng.", "Nothing descends.", status=404
        )
    asked = filtering.narrowed(request, desk.register)
    reach = access.reach_of(request.post, desk.register)
    rows = queries.all_rows(desk.register, reach=reach, filters=asked.filters, words=asked.words)
    roots = sorted(forest(rows, desk, link.id), key=lambda node: -node.count())
    found = [_branch(root, desk) for root in roots]
    context = {"desk": desk, "trees": found[:SHOWN], "total": len(found), "asked": asked}
    context["replicated"] = sum(branch.below for branch in found)
    return render(request, "registers/trees.html", context)


def forest(rows: Sequence[Any], desk: Desk, link: str) -> list[FamilyNode]:
    """Return the entries others came from and that came from none of the rows."""
    heading = desk.register.heading.id
    nodes = {
        row.entry_id: FamilyNode(
            row.entry_id, str(row.cells.get(heading) or ""), row.unit_id, row.unit_name, row.state
        )
        for row in rows
    }
    above = {row.entry_id: row.cells.get(link) for row in rows if row.cells.get(link) in nodes}
    for child, parent in above.items():
        nodes[parent].children.append(nodes[child])
    return [node for key, node in nodes.items() if node.children and key not in above]
