"""What every part of the API shares: bodies, conditional requests, pages, tokens, its description."""
