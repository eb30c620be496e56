"""Pages of the reorganisation wizard (ux.md 2.3 row 43, 3.10)."""
