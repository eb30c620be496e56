"""Pages that show figures: plan, targets, proof, one page, units, rounds, reports and log."""
