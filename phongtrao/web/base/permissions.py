"""Who may open the pages of the base area."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "account_login": frozenset({"public"}),
    "account_inactive": frozenset({"public"}),
    "account_logout": frozenset({"public"}),
    "account_change_password": frozenset({"*"}),
    "account_reauthenticate": frozenset({"*"}),
    "base:home": frozenset({"*"}),
    "base:choose_post": frozenset({"*"}),
    "base:help": frozenset({"public"}),
    "base:health": frozenset({"public"}),
    "base:accounts": frozenset({"administrator"}),
    "base:account_add": frozenset({"administrator"}),
    "base:account": frozenset({"administrator"}),
    "base:trace": frozenset({"auditor", "standing_office", "leader"}),
}
