"""Running the workbench's programs side by side: the supervisor, its warden, what is said before they start."""
