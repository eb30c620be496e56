"""Who may open the pages of the base area."""

from phongtrao.accounts.models import Role

EVERY_ROLE = frozenset(Role.values)

PERMISSIONS: dict[str, frozenset[str]] = {
    "account_login": frozenset({"public"}),
    "account_inactive": frozenset({"public"}),
    "account_logout": frozenset({"public"}),
    "account_change_password": frozenset({"*"}),
    "account_reauthenticate": frozenset({"*"}),
    "base:home": frozenset({"*"}),
    "base:choose_post": frozenset({"*"}),
    "base:health": frozenset({"public"}),
    "base:accounts": frozenset({"administrator"}),
    "base:account_add": frozenset({"administrator"}),
    "base:account": frozenset({"administrator"}),
    "base:views": EVERY_ROLE,
    "base:view_save": EVERY_ROLE,
    "base:view_rename": EVERY_ROLE,
    "base:view_remove": EVERY_ROLE,
    "base:view_restore": EVERY_ROLE,
    "base:trace": frozenset({"auditor", "standing_office", "leader"}),
}
