"""The API of assessments, ratings and scores."""
