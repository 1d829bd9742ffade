"""Benchmarks: ratios of two things alternated in one run, since machines are noisy."""
