"""Texts that people write: how they are cleaned, searched and sorted. Only `fields` and `forms` need Django."""
