"""Inspection rounds, samples nobody can steer, signals of formalism."""
