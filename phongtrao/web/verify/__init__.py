"""Windows of those who verify: queue, decision, chasing, acceptance."""
