"""Pages of the reference model: interfaces, indicators, catalogue, missions of the paper, sources."""
