"""Addresses of norms and points."""

from django.urls import path

from safeconduct.web.norms import views

urlpatterns = [
    path("norm/<str:name>", views.norm, name="norm"),
    path("point/<str:name>", views.point, name="point"),
]
