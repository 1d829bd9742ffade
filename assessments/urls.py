"""Addresses of the portfolio, of assessments and their results, and of the method."""

from django.urls import path

from assessments.views import assessments, method, portfolio, results, sheet

urlpatterns = [
    path("", portfolio.portfolio, name="portfolio"),
    path("portfolio/heat.json", portfolio.portfolio_chart, name="portfolio-chart"),
    path("portfolio.csv", portfolio.portfolio_csv, name="portfolio-csv"),
    path("method/", method.method, name="method"),
    path("missions/<slug:code>/assessments/new/", assessments.assessment_create, name="assessment-create"),
    path("assessments/<int:pk>/", results.result_detail, name="result-detail"),
    path("assessments/<int:pk>/profile.json", results.result_chart, name="result-chart"),
    path("assessments/<int:pk>/nodes.csv", results.result_csv, name="result-csv"),
    path("assessments/<int:pk>/sheet/", sheet.sheet, name="sheet"),
    path("assessments/<int:pk>/sheet/score/", sheet.score_panel, name="score-panel"),
    path("assessments/<int:pk>/ratings/<slug:indicator>/", sheet.rating_save, name="rating-save"),
]
