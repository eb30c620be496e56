"""Long work of a person: what runs, how far it is, what came of it; a workbook brought in."""
