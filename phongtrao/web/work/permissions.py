"""Who may open pages of long work; whose work it is is asked in each view."""

from phongtrao.accounts.models import Role
from phongtrao.web.registers.permissions import WRITERS

IMPORTS = frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE})
ASKS = frozenset(IMPORTS | WRITERS | {Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR})
PRINTS = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})

PERMISSIONS = {
    "work:list": ASKS,
    "work:one": ASKS,
    "work:again": ASKS,
    "work:file": ASKS,
    "work:rebuild": frozenset({Role.ADMINISTRATOR}),
    "work:hand_in": IMPORTS | WRITERS,
    "work:workbook": IMPORTS,
    "work:workbook_file": IMPORTS,
    "work:report": PRINTS,
}
