"""Mutation testing of the scoring core: small faults are put in, and its tests must find them."""
