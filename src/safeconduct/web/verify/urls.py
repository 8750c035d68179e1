"""The address of the page on which the record is checked."""

from django.urls import path

from safeconduct.web.shell.doors import Door
from safeconduct.web.verify import views

urlpatterns = [path("verify", views.verify, name="verify")]

DOORS = dict.fromkeys(("verify",), Door.EVERYONE)
