"""In which language the pages speak: what somebody chose, then what their browser asks for.

It says nothing of the wording of the agreement, which is chosen apart and keeps its own language and direction.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from safeconduct.web.shell.errors import not_from_here


class PageLanguage(LocaleMiddleware):
    """Speaks the language of the cookie or the browser; of the account, where somebody is signed in and has chosen one."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language before anything is said."""
        super().process_request(request)
        # Asked of the cookie first: a reader without an account costs no look into a table.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            chosen = getattr(request.user, "language", "")
            if chosen in dict(settings.LANGUAGES):
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen


# A mark against forged forms would be another on every answer, so that no page could be compared with the one before it.
# The browser says in `Origin` where a form was sent from, and that is asked for here.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language of the pages in a cookie, and with the account where somebody is signed in; go back."""
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return not_from_here(request)
    back = request.POST.get("next", "")
    own = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    answer = HttpResponseRedirect(back if own else "/")
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return answer
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY, samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )  # fmt: skip
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return answer
