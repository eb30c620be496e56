"""English formats: the same day-first dates, since the office is one."""
