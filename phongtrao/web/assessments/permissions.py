"""Which roles may open which page; which dossier or decision is asked of `assessments.access`."""

from phongtrao.accounts.models import Role

PUBLIC = frozenset({"public"})  # no sign-in: whoever holds a certificate may check it
#: A department is itself a unit to be assessed; a district's desk decides where the law says so.
WRITERS = frozenset(
    {Role.UNIT_CONTACT, Role.DEPARTMENT, Role.COMMUNE_OFFICER, Role.STANDING_OFFICE}
)
READERS = frozenset(WRITERS | {Role.LEADER, Role.AUDITOR})
DECIDERS = frozenset({Role.COMMUNE_OFFICER, Role.DEPARTMENT, Role.STANDING_OFFICE})
OFFICES = frozenset(READERS - {Role.UNIT_CONTACT})
WHOLE_PROVINCE = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
READ_LAW = frozenset(READERS | {Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    "assessments:newest": READERS,
    "assessments:sets": READ_LAW,
    "assessments:set": READ_LAW,
    "assessments:rubric": READ_LAW,
    "assessments:decision": READERS,
    "assessments:decision_file": READERS,
    "assessments:all_certificates": READERS,
    "assessments:year": READERS,
    "assessments:unregistered": OFFICES,
    "assessments:file_many": DECIDERS,
    "assessments:decide": DECIDERS,
    "assessments:decisions": OFFICES,
    "assessments:distribution": WHOLE_PROVINCE,
    "assessments:grade_many": DECIDERS,
    "assessments:what_if": WHOLE_PROVINCE,
    "assessments:gaps": OFFICES,
    "assessments:dossier": READERS,
    "assessments:register": WRITERS,
    "assessments:assess": WRITERS,
    "assessments:review": WRITERS,
    "assessments:score": WRITERS,
    "assessments:minutes": READERS,
    "assessments:paper": READERS,
    "assessments:check": PUBLIC,
    "assessments:certificate": PUBLIC,
    "assessments:certificate_file": READERS,
}
