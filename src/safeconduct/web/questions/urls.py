"""Addresses of the open questions."""

from django.urls import path

from safeconduct.web.questions import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("questions", views.index, name="questions"),
    path("question/<str:name>", views.question, name="question"),
]

DOORS = dict.fromkeys(("questions", "question"), Door.EVERYONE)
