"""Addresses of the timeline."""

from django.urls import path

from safeconduct.web.shell.doors import Door
from safeconduct.web.timeline import views

urlpatterns = [path("timeline", views.timeline, name="timeline")]

DOORS = dict.fromkeys(("timeline",), Door.EVERYONE)
