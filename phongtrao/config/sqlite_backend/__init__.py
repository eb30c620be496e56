"""Django's SQLite backend with the settings that make an acknowledged write durable."""
