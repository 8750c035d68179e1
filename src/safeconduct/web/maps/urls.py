"""Addresses of the map."""

from django.urls import path

from safeconduct.web.maps import views

urlpatterns = [path("map", views.map_page, name="map")]
