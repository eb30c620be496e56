"""The bodies of part IV as units of the small world, with a department post for each asked for."""

from __future__ import annotations

from datetime import date

from phongtrao.accounts.models import Post
from phongtrao.core.text import search_key, sort_key
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import OrgUnit, UnitState
from phongtrao.plan.definitions import Body
from phongtrao.programmes import queries as programmes
from tests.world import START, World

BODIES = ("home_affairs", "education", "labour", "police")


def found_bodies(world: World, codes: tuple[str, ...] = BODIES) -> dict[str, Post]:
    """Create a unit and a department post for some bodies; return body id → post."""
    posts = {}
    for code in codes:
        body = programmes.package().body(code)
        unit_id = _unit(f"test-{code}", body, world.units["province"])
        world.units[code] = unit_id
        posts[code] = Post.objects.create(
            code=f"BN.{code}", title=f"Đầu mối {body.name}", role="department", unit_id=unit_id
        )
    rebuild_maps()
    return posts


def _unit(uid: str, body: Body, parent: int, start: date = START) -> int:
    unit = OrgUnit.objects.create(uid=uid)
    UnitState.objects.create(
        unit=unit,
        code=f"70-{body.id}",
        name=body.name,
        kind="co_quan",
        group="agency",
        parent_id=parent,
        subkind="body",
        valid_from=start,
        search_key=search_key(body.name),
        sort_key=sort_key(body.name),
    )
    return unit.pk
