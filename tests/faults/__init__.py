"""Faults put into the rules outside the scoring core: access, filters, locks, states, what is withheld, limits."""
