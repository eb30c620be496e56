"""The published plan, its rounds, and what each unit owes by when."""
