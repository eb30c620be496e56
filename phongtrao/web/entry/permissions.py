"""Which roles may open the pages of the reporting unit; which unit is asked of `desk`."""

_READERS = frozenset(
    {"unit_contact", "department", "commune_officer", "standing_office", "auditor", "leader"}
)
_WRITERS = frozenset({"unit_contact", "department", "commune_officer", "standing_office"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "entry:todo": frozenset({"*"}),
    "entry:my_unit": frozenset({"*"}),
    "entry:worker": frozenset({"public"}),
    "entry:offline": frozenset({"public"}),
    "entry:ready": frozenset({"*"}),
    "entry:entrance": frozenset({"public"}),
    "entry:invite": frozenset({"commune_officer", "standing_office"}),
    "entry:rescue": frozenset({"commune_officer", "standing_office"}),
    "entry:sections": _READERS,
    "entry:fill": _WRITERS,
    "entry:autosave": _WRITERS,
    "entry:attach": _WRITERS,
    "entry:detach": _WRITERS,
    "entry:evidence": _READERS,
    "entry:check": _WRITERS,
    "entry:receipt": _READERS,
    "entry:print": _READERS,
}
