"""Who may open help: everybody; how figures are computed needs the plan, so a sign-in."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "help:index": frozenset({"public"}),
    "help:guide": frozenset({"public"}),
    "help:hamlet": frozenset({"public"}),
    "help:words": frozenset({"public"}),
    "help:figures": frozenset({"*"}),
}
