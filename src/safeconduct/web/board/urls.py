"""Addresses of the board."""

from django.urls import path

from safeconduct.web.board import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("", views.board, name="board"),
    path("owes", views.owes, name="owes"),
    path("open", views.left_open, name="open"),
]

DOORS = dict.fromkeys(("board", "owes", "open"), Door.EVERYONE)
