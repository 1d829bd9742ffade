"""People, their global roles, their API tokens."""
