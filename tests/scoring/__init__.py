"""Tests of the scoring core; none needs Django or a database."""
