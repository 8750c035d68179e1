"""Addresses of the record and the sources."""

from django.urls import path

from safeconduct.web.shell.doors import Door
from safeconduct.web.sources import views

urlpatterns = [
    path("record", views.record, name="record"),
    path("about", views.about, name="about"),
]

DOORS = dict.fromkeys(("record", "about"), Door.EVERYONE)
