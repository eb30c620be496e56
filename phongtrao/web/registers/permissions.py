"""Which roles may open which page; which register and entry is asked of the room's `access`."""

from phongtrao.accounts.models import Role

READERS = frozenset(
    {
        Role.UNIT_CONTACT,
        Role.COMMUNE_OFFICER,
        Role.DEPARTMENT,
        Role.STANDING_OFFICE,
        Role.LEADER,
        Role.AUDITOR,
    }
)
WRITERS = frozenset(
    {Role.UNIT_CONTACT, Role.COMMUNE_OFFICER, Role.DEPARTMENT, Role.STANDING_OFFICE}
)

PERMISSIONS: dict[str, frozenset[str]] = {
    "registers:index": READERS,
    "registers:list": READERS,
    "registers:add": WRITERS,
    "registers:import": WRITERS,
    "registers:book": WRITERS,
    "registers:points": READERS,
    "registers:sums": READERS,
    "registers:trees": READERS,
    "registers:short_list": READERS - {Role.UNIT_CONTACT},
    "registers:entry": READERS,
    "registers:change": WRITERS,
    "registers:move": WRITERS,
    "registers:undo": WRITERS,
    "registers:withdraw": WRITERS,
    "registers:attach": WRITERS,
    "registers:file": READERS,
    "registers:detach": WRITERS,
    "registers:review": WRITERS,
}
