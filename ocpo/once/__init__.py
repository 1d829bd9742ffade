"""Sent twice, done once: a request that carries a key has its effect one time and is answered the same each time."""
