"""Requests with a key act only once: the same request sent again gets the first answer."""
