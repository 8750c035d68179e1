"""Addresses of the open questions."""

from django.urls import path

from safeconduct.web.questions import views

urlpatterns = [
    path("questions", views.index, name="questions"),
    path("question/<str:name>", views.question, name="question"),
]
