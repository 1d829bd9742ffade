"""Registers the template tags of every page."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "ocpo.pages"
