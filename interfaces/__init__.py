"""The reference model: frameworks, the seven interfaces, indicators, the annex catalogue, sources."""
