"""Addresses of missions."""

from django.urls import path

from missions import views

urlpatterns = [
    path("missions/new/", views.mission_create, name="mission-create"),
    path("missions/<slug:code>/edit/", views.mission_update, name="mission-update"),
    path("missions/<slug:code>/people/", views.member_list, name="member-list"),
    path("missions/<slug:code>/people/<int:pk>/", views.member_update, name="member-update"),
    path("missions/<slug:code>/people/<int:pk>/remove/", views.member_delete, name="member-delete"),
]
