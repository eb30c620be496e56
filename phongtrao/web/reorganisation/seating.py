"""Step 4: who follows the posts of units that cease to exist."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from phongtrao.reorganisations import actions, queries
from phongtrao.reorganisations.models import Reform
from phongtrao.reorganisations.queries import Desk
from phongtrao.rules.reorganising import CLOSE, EACH, NEW
from phongtrao.web.figures.scope import Option


def take(request: Any, reform: Reform) -> str:
    """Save the choice for every post."""
    chosen = {
        str(desk.post.pk): request.POST.get(f"dau-moi-{desk.post.pk}", "")
        for desk in queries.desks(reform)
    }
    steps = reform.plan.model_copy(update={"desks": chosen})
    actions.set_steps(reform=reform, steps=steps, by=request.post)
    return ""


def show(request: Any, reform: Reform) -> dict[str, Any]:
    """Return the posts with their choices."""
    return {
        "desks": [
            {
                "id": desk.post.pk,
                "title": desk.post.title,
                "role": desk.post.get_role_display(),
                "unit": desk.unit,
                "holders": desk.holders,
                "options": _options(desk),
            }
            for desk in queries.desks(reform)
        ]
    }


def _options(desk: Desk) -> list[Option]:
    pairs = []
    if len(desk.places) > 1:
        pairs.append((EACH, _("A new post at each new unit")))
    pairs += [(str(post.pk), post.title) for post in desk.posts]
    pairs += [
        (f"{NEW}{place.key}", _("A new post at %(unit)s") % {"unit": place.label})
        for place in desk.places
    ]
    pairs.append((CLOSE, _("Nobody follows: the post is closed")))
    return [Option(value, label, value == desk.choice) for value, label in pairs]
