"""Assignments, obligations and what proves them."""
