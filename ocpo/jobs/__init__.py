"""Durable background work. A job is a row in the database; the broker only tells workers that one waits."""
