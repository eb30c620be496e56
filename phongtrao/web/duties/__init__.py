"""Duties: pages."""
