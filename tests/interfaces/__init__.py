"""Tests of the reference model: its loading, its constraints, its API."""
