"""Words that leave the house: outbox, templates, deliveries, notices."""
