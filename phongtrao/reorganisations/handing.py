"""Posts of units that cease to exist: who follows whom. Private to the room."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from phongtrao.accounts import actions as accounts
from phongtrao.accounts import queries as people
from phongtrao.accounts.models import Post, Role
from phongtrao.orgs.actions import Written
from phongtrao.reorganisations import planning
from phongtrao.reorganisations.models import Reform
from phongtrao.reorganisations.planning import Place
from phongtrao.rules.reorganising import CLOSE, EACH, NEW

#: Posts that answer for their unit; those of the province reach its successor by themselves.
PASSING = (Role.UNIT_CONTACT, Role.COMMUNE_OFFICER, Role.DEPARTMENT)


@dataclass(frozen=True)
class Desk:
    """A post of an ended unit, how many hold it, the posts it may pass to, and the choice."""

    post: Post
    unit: str
    holders: int
    posts: tuple[Post, ...]
    places: tuple[Place, ...]
    choice: str


def desks(reform: Reform) -> list[Desk]:
    """Return the posts to hand over, in order of code, each with a choice that is possible."""
    steps = reform.plan
    places = tuple(planning.places(reform))
    names = {state.unit_id: state.name for state in planning.chosen(reform)}
    found = []
    for unit in steps.ending:
        for post in people.posts_at(unit):
            if post.role in PASSING:
                found.append(_desk(reform, post, names[unit], places))
    return sorted(found, key=lambda desk: desk.post.code)


def _desk(reform: Reform, post: Post, unit: str, places: tuple[Place, ...]) -> Desk:
    alive = [place.unit_id for place in places if place.unit_id is not None]
    others = tuple(p for unit_id in alive for p in people.posts_at(unit_id, post.role))
    each = [EACH] if len(places) > 1 else []
    new = [f"{NEW}{place.key}" for place in places]
    possible = [*each, *(str(other.pk) for other in others), *new, CLOSE]
    said = reform.plan.desks.get(str(post.pk), "")
    first = CLOSE if reform.plan.kind == "close" and not others else possible[0]
    choice = said if said in possible else first
    return Desk(post, unit, len(people.holders_of(post)), others, places, choice)


def staffed(found: list[Desk]) -> set[str]:
    """Return the keys of the new places that some post passes to."""
    return {key for desk in found for key in _keys(desk)}


def _keys(desk: Desk) -> list[str]:
    """Return the keys of the places at which new posts follow a post."""
    if desk.choice == EACH:
        return [place.key for place in desk.places]
    return [desk.choice.removeprefix(NEW)] if desk.choice.startswith(NEW) else []


def hand_over(
    reform: Reform, found: list[Desk], written: Written, by: Post | None
) -> dict[str, Any]:
    """Pass every post on as chosen; return what is needed to take it back."""
    assert reform.on is not None, "checked before"
    made: dict[tuple[str, str], Post] = {}
    passed = []
    for desk in found:
        to = _to(reform, desk, written, made, by)
        passed.append(asdict(accounts.pass_on(post=desk.post, to=to, on=reform.on, by=by)))
    return {"passed": passed, "posts": sorted(post.pk for post in made.values())}


def _to(
    reform: Reform,
    desk: Desk,
    written: Written,
    made: dict[tuple[str, str], Post],
    by: Post | None,
) -> list[Post]:
    """Return the posts that follow: none, a living one, or one new post a role and place."""
    keys = _keys(desk)
    if not keys:
        other = None if desk.choice == CLOSE else people.post_by_id(int(desk.choice))
        return [other] if other else []
    for place in desk.places:
        if place.key in keys and (place.key, desk.post.role) not in made:
            made[place.key, desk.post.role] = _new_post(reform, desk, place, written, by)
    return [made[key, desk.post.role] for key in keys]


def _new_post(reform: Reform, desk: Desk, place: Place, written: Written, by: Post | None) -> Post:
    return accounts.create_post(
        code=f"{reform.uid(place.key)}-{desk.post.role}",
        title=desk.post.title.replace(desk.unit, place.name),
        role=desk.post.role,
        unit_id=place.unit_id or written.founded[reform.uid(place.key)],
        by=by,
    )


def take_back(reform: Reform, by: Post | None) -> None:
    """Open the posts again with the holders they had; close those made for the new units."""
    assert reform.on is not None, "it was carried out"
    for row in reversed(reform.journal["desks"]["passed"]):
        accounts.take_back(passed=accounts.Passed(**row), by=by)
    for post_id in reform.journal["desks"]["posts"]:
        post = people.post_by_id(post_id)
        if post is not None:
            accounts.close_post(post=post, on=reform.on, by=by)
