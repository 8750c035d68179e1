"""Addresses of the page on which a text is written, and of what waits for what."""

from django.urls import path

from safeconduct.web.draft import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("draft", views.draft, name="draft"),
    path("draft/findings", views.findings, name="draft_findings"),
    path("waits", views.waits, name="waits"),
]

DOORS = dict.fromkeys(("draft", "draft_findings", "waits"), Door.EVERYONE)
