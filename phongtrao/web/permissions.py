"""One table: route name → roles that may open it. A route not listed is refused to everyone.

"public" needs no sign-in; "*" is anyone signed in, with or without a post.
Which *object* may be opened is asked of the `access` door of each room.
"""

from collections.abc import Mapping

from phongtrao.web.amendments.permissions import PERMISSIONS as AMENDMENTS
from phongtrao.web.assessments.permissions import PERMISSIONS as ASSESSMENTS
from phongtrao.web.base.permissions import PERMISSIONS as BASE
from phongtrao.web.duties.permissions import PERMISSIONS as DUTIES
from phongtrao.web.entry.permissions import PERMISSIONS as ENTRY
from phongtrao.web.figures.permissions import PERMISSIONS as FIGURES
from phongtrao.web.help.permissions import PERMISSIONS as HELP
from phongtrao.web.inspections.permissions import PERMISSIONS as INSPECTIONS
from phongtrao.web.notices.permissions import PERMISSIONS as NOTICES
from phongtrao.web.palette.permissions import PERMISSIONS as PALETTE
from phongtrao.web.registers.permissions import PERMISSIONS as REGISTERS
from phongtrao.web.reorganisation.permissions import PERMISSIONS as REORGANISATION
from phongtrao.web.reports.permissions import PERMISSIONS as REPORTS
from phongtrao.web.style.permissions import PERMISSIONS as STYLE
from phongtrao.web.verify.permissions import PERMISSIONS as VERIFY
from phongtrao.web.work.permissions import PERMISSIONS as WORK

PUBLIC = "public"
SIGNED_IN = "*"


def _merged(*tables: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for table in tables:
        twice = merged.keys() & table.keys()
        if twice:
            raise ValueError(f"routes listed twice: {sorted(twice)}")
        merged.update(table)
    return merged


PERMISSIONS: dict[str, frozenset[str]] = _merged(
    BASE,
    ENTRY,
    VERIFY,
    FIGURES,
    REGISTERS,
    ASSESSMENTS,
    DUTIES,
    NOTICES,
    INSPECTIONS,
    AMENDMENTS,
    REORGANISATION,
    REPORTS,
    WORK,
    HELP,
    PALETTE,
    STYLE,
)


def allows(route: str, role: str | None) -> bool:
    """Whether a signed-in person acting with this role (None: no post) may open the route."""
    roles = PERMISSIONS.get(route, frozenset())
    return PUBLIC in roles or SIGNED_IN in roles or (role is not None and role in roles)
