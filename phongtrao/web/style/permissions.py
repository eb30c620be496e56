"""The style page needs no sign-in; it exists in development only (settings.STYLE_PAGE)."""

PERMISSIONS: dict[str, frozenset[str]] = {"style:page": frozenset({"public"})}
