"""Which roles may open which page; which object is asked of the room's `access`."""

from phongtrao.accounts.models import Role

INSPECTORS = frozenset({Role.STANDING_OFFICE, Role.AUDITOR})
READERS = frozenset(INSPECTORS | {Role.LEADER, Role.COMMUNE_OFFICER})
ANSWERERS = frozenset(INSPECTORS | {Role.COMMUNE_OFFICER})
CONCERNED = frozenset(READERS | {Role.UNIT_CONTACT, Role.DEPARTMENT})
PLANNERS = frozenset({Role.STANDING_OFFICE})

PERMISSIONS: dict[str, frozenset[str]] = {
    "inspections:overview": READERS,
    "inspections:plan": PLANNERS,
    "inspections:signals": READERS,
    "inspections:answer": ANSWERERS,
    "inspections:follow_ups": CONCERNED,
    "inspections:follow_up": CONCERNED,
    "inspections:spot_checks": INSPECTORS,
    "inspections:round": READERS,
    "inspections:draw": PLANNERS,
    "inspections:replace": PLANNERS,
    "inspections:add": PLANNERS,
    "inspections:proof": READERS,
    "inspections:visit": CONCERNED,
    "inspections:file": CONCERNED,
}
