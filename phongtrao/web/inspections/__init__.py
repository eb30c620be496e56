"""Inspections: pages."""
