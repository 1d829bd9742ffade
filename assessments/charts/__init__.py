"""Figures for people who want to explore; every fact in them stands in the page as well."""
