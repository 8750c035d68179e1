"""The addresses of what was entered."""

from django.urls import path

from safeconduct.web.entries import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("entries/", views.listed, name="entries"),
    path("entries/new/<slug:kind>/", views.new, name="entry_new"),
    path("entries/correct/", views.correct, name="entry_correct"),
    path("entries/withdraw/", views.withdraw, name="entry_withdraw"),
]

DOORS = dict.fromkeys(("entries", "entry_new", "entry_correct", "entry_withdraw"), Door.RECORDER)
