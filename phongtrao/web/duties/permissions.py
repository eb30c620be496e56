"""Which roles may open which page; which object is asked of the room's `access`."""

from phongtrao.accounts.models import Role

READERS = frozenset({Role.DEPARTMENT, Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
WRITERS = frozenset({Role.DEPARTMENT, Role.STANDING_OFFICE})
PROVINCE = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
STANDING = frozenset({Role.STANDING_OFFICE})

PERMISSIONS: dict[str, frozenset[str]] = {
    "duties:list": READERS,
    "duties:open_year": STANDING,
    "duties:duty": READERS,
    "duties:update": WRITERS,
    "duties:file": READERS,
    "duties:bodies": PROVINCE,
    "duties:hand_over": STANDING,
    "duties:body": READERS,
    "duties:paper": READERS,
    "duties:paper_print": READERS,
    "duties:decide": STANDING,
    "duties:signed": READERS,
}
