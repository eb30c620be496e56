"""Command palette of officers, keys of the product and the switch that turns them off."""
