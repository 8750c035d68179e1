"""Addresses of the map."""

from django.urls import path

from safeconduct.web.maps import views
from safeconduct.web.shell.doors import Door

urlpatterns = [path("map", views.map_page, name="map")]

DOORS = dict.fromkeys(("map",), Door.EVERYONE)
