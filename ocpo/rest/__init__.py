"""Parts that the whole API uses: bodies, conditional requests, pages of lists, tokens, the OpenAPI description."""
