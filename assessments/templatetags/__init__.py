"""Template tags that read assessments."""
