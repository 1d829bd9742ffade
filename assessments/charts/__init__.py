"""Figures for people who want to explore; the page states every fact in them as text, too."""
