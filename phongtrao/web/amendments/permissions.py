"""Which roles may open which page; the standing office changes the plan, the others read it."""

from phongtrao.accounts.models import Role
from phongtrao.web.figures.permissions import READERS

CHANGES_PLAN = frozenset({Role.STANDING_OFFICE})
SEES_DRAFTS = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    "amendments:versions": READERS,
    "amendments:compare": READERS,
    "amendments:applied": READERS,
    "amendments:amend": CHANGES_PLAN,
    "amendments:draft": SEES_DRAFTS,
    "amendments:publish": CHANGES_PLAN,
    "amendments:drop": CHANGES_PLAN,
    "amendments:file": SEES_DRAFTS,
}
