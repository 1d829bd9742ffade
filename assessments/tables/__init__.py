"""Tables of units, outside any database: read, scored, written."""
