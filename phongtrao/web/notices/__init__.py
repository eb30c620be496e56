"""Messages and reminders: pages."""
