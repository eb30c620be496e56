"""Who may open which figure page. Which unit may be seen is asked of `orgs.access` in each view."""

from phongtrao.accounts.models import Role

READERS = frozenset(
    {Role.COMMUNE_OFFICER, Role.DEPARTMENT, Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR}
)
EVERY_POST = frozenset(READERS | {Role.UNIT_CONTACT})
WHOLE_PROVINCE = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
FOLLOWS_ROUNDS = frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
READS_LOG = frozenset({Role.AUDITOR, Role.STANDING_OFFICE, Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    "figures:plans": READERS,
    "figures:plan": READERS,
    "figures:clause": READERS,
    "figures:targets": READERS,
    "figures:target": READERS,
    "figures:proof": READERS,
    "figures:source": EVERY_POST,
    "figures:one_page": WHOLE_PROVINCE,
    "figures:commune": READERS,
    "figures:units": READERS,
    "figures:unit": EVERY_POST,
    "figures:search": EVERY_POST,
    "figures:rounds": FOLLOWS_ROUNDS,
    "figures:round": FOLLOWS_ROUNDS,
    "figures:reports": WHOLE_PROVINCE,
    "figures:report": WHOLE_PROVINCE,
    "figures:report_file": WHOLE_PROVINCE,
    "figures:log": READS_LOG,
}
