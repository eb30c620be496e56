"""Who may open pages of the yearly report; who may write in it is asked of `reports.access`."""

from phongtrao.accounts.models import Role
from phongtrao.web.figures.permissions import WHOLE_PROVINCE

PERMISSIONS = {
    "reports:sources": WHOLE_PROVINCE,
    "reports:frozen_sources": WHOLE_PROVINCE,
    "reports:source": WHOLE_PROVINCE,
    "reports:build": WHOLE_PROVINCE,
    "reports:freeze": frozenset({Role.STANDING_OFFICE}),
}
