"""Addresses of the reference pages."""

from django.urls import path

from interfaces.views import catalogue, interface, source

urlpatterns = [
    path("interfaces/", interface.interface_list, name="interface-list"),
    path("interfaces/<slug:code>/", interface.interface_detail, name="interface-detail"),
    path("indicators/", interface.indicator_list, name="indicator-list"),
    path("indicators/<slug:code>/", interface.indicator_detail, name="indicator-detail"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/measures/<slug:code>/", catalogue.measure_detail, name="measure-detail"),
    path("catalogue/missions/", catalogue.reference_mission_list, name="reference-mission-list"),
    path("catalogue/missions/<slug:code>/", catalogue.reference_mission_detail, name="reference-mission-detail"),
    path("sources/", source.source_list, name="sources"),
    path("sources/questions/", source.question_list, name="question-list"),
]
