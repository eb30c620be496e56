"""How rows are asked for where many people wait for the same question."""
