"""Durable background work: a job is a row, the row is the truth, the broker only a wake-up hint."""
