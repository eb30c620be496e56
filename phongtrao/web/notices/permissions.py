"""Which roles may open which page; which object is asked of the room's `access`."""

from phongtrao.accounts.models import Role

EVERY_POST = frozenset(Role.values)
VERIFIERS = frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE})
FOLLOWERS = frozenset({Role.COMMUNE_OFFICER, Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
WHOLE_PROVINCE = frozenset({Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR})
RECORD = frozenset({Role.ADMINISTRATOR, Role.STANDING_OFFICE, Role.AUDITOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    "notices:inbox": EVERY_POST,
    "notices:open": EVERY_POST,
    "notices:read_all": EVERY_POST,
    "notices:preferences": EVERY_POST,
    "notices:calendar": EVERY_POST,
    "notices:feed_make": EVERY_POST,
    "notices:feed_end": EVERY_POST,
    "notices:feed": frozenset({"public"}),
    "notices:punctuality": FOLLOWERS,
    "notices:remind": VERIFIERS,
    "notices:extend": VERIFIERS,
    "notices:jobs": frozenset({Role.ADMINISTRATOR}),
    "notices:job_run": frozenset({Role.ADMINISTRATOR}),
    "notices:deliveries": RECORD,
    "notices:resend": frozenset({Role.ADMINISTRATOR}),
    "notices:campaigns": FOLLOWERS,
    "notices:compose": VERIFIERS,
    "notices:campaign": FOLLOWERS,
    "notices:campaign_send": VERIFIERS,
    "notices:templates": FOLLOWERS,
    "notices:subscribe": frozenset({"public"}),
    "notices:subscription": frozenset({"public"}),
    "notices:sending": WHOLE_PROVINCE,
    "notices:receipt": frozenset({Role.STANDING_OFFICE}),
    "notices:edxml": WHOLE_PROVINCE,
}
