"""Durable background work: a job is a row; drivers take it."""
