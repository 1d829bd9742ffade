"""From rows to a stored score: inputs, results, recomputing, verifying, scenarios."""
