"""Assessment: pages."""
