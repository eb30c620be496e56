"""Base area: sign-in, home, language, errors, the frame of every page."""
