"""Runs the programs of the workbench: the supervisor, and the watchdog that ends them if the supervisor is killed."""
