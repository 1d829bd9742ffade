"""What people type on pages about an assessment, checked and handed to the services."""
