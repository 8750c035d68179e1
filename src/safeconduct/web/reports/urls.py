"""The addresses of the review."""

from django.urls import path

from safeconduct.web.reports import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("reports/", views.listed, name="reports"),
    path("reports/bring-in/", views.bring, name="report_bring"),
    path("reports/<slug:key>/", views.review, name="report"),
    path("reports/<slug:key>/about/", views.about, name="report_about"),
    path("reports/<slug:key>/original/", views.original, name="report_original"),
    path("reports/<slug:key>/erase/", views.erase, name="report_erase"),
    path("reports/<slug:key>/<int:number>/", views.decided_on, name="report_decide"),
]

_PAGES = ("reports", "report_bring", "report", "report_about", "report_original", "report_erase", "report_decide")
DOORS = dict.fromkeys(_PAGES, Door.RECORDER)
