"""Memory: append-only events and the tamper-evident log of figures."""
