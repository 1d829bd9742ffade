"""The work: assessments, ratings and scores."""
