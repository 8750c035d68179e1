"""The addresses of where a seat begins, of what is new to it, of the search, and of the sheet of elements."""

from django.urls import path

from safeconduct.web.home import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("home", views.home, name="home"),
    path("notices", views.notices, name="notices"),
    path("notices/seen", views.seen, name="notices_seen"),
    path("search", views.search, name="search"),
    path("design", views.design, name="design"),
]

DOORS = {
    "home": Door.SIGNED_IN,
    "notices": Door.SIGNED_IN,
    "notices_seen": Door.SIGNED_IN,
    "search": Door.EVERYONE,
    "design": Door.EVERYONE,
}
