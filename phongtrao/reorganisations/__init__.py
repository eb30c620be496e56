"""Reorganisations of units: drafted, tried, carried out, taken back."""
