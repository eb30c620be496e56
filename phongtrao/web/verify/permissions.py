"""Which roles may open the verification pages; which report is asked of `submissions.access`."""

_VERIFIERS = frozenset({"commune_officer", "standing_office"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "verify:queue": _VERIFIERS,
    "verify:bulk": _VERIFIERS,
    "verify:undo_bulk": _VERIFIERS,
    "verify:case": _VERIFIERS,
    "verify:undo": _VERIFIERS,
    "verify:chase": _VERIFIERS,
    "verify:accept": frozenset({"standing_office"}),
}
