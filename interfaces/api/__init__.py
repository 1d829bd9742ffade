"""The read-only API of the reference model and the catalogue; `views.ROUTES` lists its resources."""
