"""Hands: short jobs that call the doors of rooms below, on a clock or by command."""
