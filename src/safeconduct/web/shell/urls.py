"""What belongs to the frame around every page."""

from django.urls import path

from safeconduct.web.shell import language
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("language", language.choose, name="language"),
]

DOORS = dict.fromkeys(("language",), Door.EVERYONE)
