"""Registers: pages."""
