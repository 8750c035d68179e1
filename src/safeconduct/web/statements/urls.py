"""Addresses of the boards."""

from django.urls import path

from safeconduct.web.shell.doors import Door
from safeconduct.web.statements import views

urlpatterns = [
    path("figures", views.figures, name="figures"),
    path("figures/<str:subject>", views.figure, name="figure"),
    path("positions", views.positions, name="positions"),
    path("positions/<str:issue>", views.position, name="position"),
]

DOORS = dict.fromkeys(("figures", "figure", "positions", "position"), Door.EVERYONE)
