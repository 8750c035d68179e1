"""The addresses of what takes two, the glass, and who looked."""

from django.urls import path

from safeconduct.web.looks import alone, views
from safeconduct.web.shell.doors import Door

urlpatterns = [
    path("looks/", views.home, name="looks"),
    path("looks/ask/<str:action>/", views.ask, name="looks_ask"),
    path("looks/request/<str:name>/", views.request_, name="looks_request"),
    path("looks/given/<str:name>/", views.given_, name="looks_given"),
    path("looks/given/<str:name>/file/", views.file, name="looks_file"),
    path("looks/given/<str:name>/picture/<str:mark>", views.picture, name="looks_picture"),
    path("looks/glass/", alone.glass, name="looks_glass"),
    path("looks/glass/<str:name>/", alone.review, name="looks_review"),
    path("looks/disclosed/", alone.disclosed, name="looks_disclosed"),
    path("looks/search/", alone.search, name="looks_search"),
    path("looks/kept/<str:number>/", alone.kept, name="looks_kept"),
    path("looks/who/", alone.who, name="looks_who"),
    path("looks/who/<str:number>/", alone.of_person, name="looks_person"),
]

DOORS = {
    **dict.fromkeys(("looks", "looks_review", "looks_disclosed", "looks_who", "looks_ask", "looks_request"), Door.ROLE),
    **dict.fromkeys(("looks_glass", "looks_search", "looks_person", "looks_kept"), Door.INSIDE),
    # What was signed for is given to whoever signed it: the seat is asked there, and again in `access`.
    **dict.fromkeys(("looks_given", "looks_file", "looks_picture"), Door.ROLE),
}
