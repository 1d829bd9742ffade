"""Missions, and the people who may see them."""
