"""Web: the pages people see. Parses, calls a door of a room below, answers."""
