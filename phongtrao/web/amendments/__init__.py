"""The plan through time: pages."""
