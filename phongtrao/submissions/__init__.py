"""What units said: drafts, immutable versions, verification, evidence, live projections."""
