"""Texts that people write: how they are cleaned, searched and sorted. Pure but for `fields` and `forms`."""
