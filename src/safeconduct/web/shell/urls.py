"""What belongs to the frame around every page."""

from django.urls import path

from safeconduct.web.shell import language

urlpatterns = [
    path("language", language.choose, name="language"),
]
