"""The addresses of the pages, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("safeconduct.web.board.urls")),
    path("", include("safeconduct.web.programme.urls")),
    path("", include("safeconduct.web.norms.urls")),
    path("", include("safeconduct.web.questions.urls")),
    path("", include("safeconduct.web.statements.urls")),
    path("", include("safeconduct.web.timeline.urls")),
    path("", include("safeconduct.web.maps.urls")),
    path("", include("safeconduct.web.sources.urls")),
    path("", include("safeconduct.web.draft.urls")),
    path("", include("safeconduct.web.verify.urls")),
    path("", include("safeconduct.web.accounts.urls")),
    path("", include("safeconduct.web.desk.urls")),
    path("", include("safeconduct.web.home.urls")),
    path("", include("safeconduct.web.api.urls")),
    path("", include("safeconduct.web.looks.urls")),
    path("", include("safeconduct.web.reports.urls")),
    path("", include("safeconduct.web.entries.urls")),
    path("", include("safeconduct.web.shell.urls")),
]

handler400 = "safeconduct.web.shell.errors.bad_request"
handler404 = "safeconduct.web.shell.errors.not_found"
handler500 = "safeconduct.web.shell.errors.failed"
