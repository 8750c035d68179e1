"""Addresses of the programme."""

from django.urls import path

from safeconduct.web.programme import views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("programme", views.day, name="programme"),
    path("programme/cases", views.cases, name="programme_cases"),
    path("programme/case/<str:number>", views.case, name="programme_case"),
    path("programme/weapons", views.weapons, name="programme_weapons"),
    path("programme/movements", views.movements, name="programme_movements"),
    path("programme/clocks", views.clocks, name="programme_clocks"),
    path("programme/kept", views.kept, name="programme_kept"),
]

DOORS = {
    # Everyone may know the counts of a day that is over. What is behind the other pages is asked field by field.
    "programme": Door.EVERYONE,
    **dict.fromkeys(("programme_cases", "programme_case", "programme_weapons", "programme_movements", "programme_clocks",
                     "programme_kept"), Door.ROLE),
}  # fmt: skip
