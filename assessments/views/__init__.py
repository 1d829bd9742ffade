"""Pages of the portfolio, assessments, scoring sheet, results and method."""
