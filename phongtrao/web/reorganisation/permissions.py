"""Only the standing office reorganises units; each draft is asked of the room's `access`."""

from phongtrao.accounts.models import Role

REORGANISES = frozenset({Role.STANDING_OFFICE})

PERMISSIONS: dict[str, frozenset[str]] = {
    "reorganisation:list": REORGANISES,
    "reorganisation:step": REORGANISES,
    "reorganisation:take_back": REORGANISES,
    "reorganisation:drop": REORGANISES,
}
