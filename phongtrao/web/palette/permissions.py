"""Who has the palette: officers. Hamlets and other units come a few times a year, on phones."""

from phongtrao.accounts.models import Role

OFFICERS = frozenset(
    {Role.COMMUNE_OFFICER, Role.DEPARTMENT, Role.STANDING_OFFICE, Role.LEADER, Role.AUDITOR}
)

PERMISSIONS: dict[str, frozenset[str]] = {
    "palette:find": OFFICERS,
    "palette:keys": frozenset({"*"}),
}
