"""Addresses of norms and points."""

from django.urls import path

from safeconduct.web.norms import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("norm/<str:name>", views.norm, name="norm"),
    path("point/<str:name>", views.point, name="point"),
]

DOORS = dict.fromkeys(("norm", "point"), Door.EVERYONE)
