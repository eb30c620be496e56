"""Phong Trào: see README.md of this room."""
