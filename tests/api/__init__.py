"""The REST API, one behaviour a file."""
