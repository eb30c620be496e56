"""Live figures of targets, from projections joined with resolved maps."""
