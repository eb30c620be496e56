"""Measures the promises of performance.md on province data, answers compared, in one run."""
