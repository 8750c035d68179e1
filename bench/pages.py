"""What a page costs, inside one process: each kind of page beside a plain Django page of as many values and as many bytes.

Run by `measure`, it prints what it found as JSON. Both go through a whole Django handler: ours with all that stands before a
page, the peer with what a new Django project has. The peer fills as many nodes of a template as our page does, with addresses,
dates, choices and text, is as long, and asks the store as often. Each figure is processor time; both take turns, and medians
are kept. A page is asked for once before it is measured: what is computed for the first reader of a moment is measured by
`status`, not here.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {"DJANGO_SETTINGS_MODULE": "safeconduct.web.settings", "SAFECONDUCT_EXAMPLE": "gaza-2025",
               "SAFECONDUCT_WITH": "drafts/rafah-passage.yaml", "SAFECONDUCT_DEMO": "yes"}  # fmt: skip

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template.base import Node, TextNode  # noqa: E402
from django.test import Client, RequestFactory, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import peer_page  # noqa: E402
from safeconduct.web.accounts.made_up import people  # noqa: E402
from safeconduct.web.accounts.models import Account  # noqa: E402
from safeconduct.web.shell.worked import current  # noqa: E402

PAGES = ("/", "/owes", "/open", "/timeline", "/record", "/about", "/waits", "/draft", "/verify", "/map", "/questions",
         "/question/stranded_fighters", "/norm/remains", "/point/p6", "/programme", "/search?q=passage", "/design")  # fmt: skip
OF_SEATS = (("hamas", "", "/home"), ("cmcc", "cmcc_registrar", "/home"), ("cmcc", "cmcc_registrar", "/programme/cases"))
"""Pages of somebody who is signed in: the peer looks the session and the account up as well, and asks for rows as often."""
TURNS = 5
"""Times that each page is asked for in a round, before its peer is."""
PLAIN = ("django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
         "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
         "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
         "django.middleware.clickjacking.XFrameOptionsMiddleware", "bench.peer_page.Own")  # fmt: skip
"""What `django-admin startproject` puts before a page, and the address of the peer."""

Asking = Callable[[str], HttpResponse]


def main(rounds: int) -> None:
    """Measure every page and print what was found."""
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    ours = WSGIHandler()
    with override_settings(MIDDLEWARE=PLAIN):
        plain = WSGIHandler()
    found = {page: _ratio(page, _asking(ours), _asking(plain), rounds) for page in PAGES}
    people(current().agreement)
    for org, post, page in OF_SEATS:
        cookie = _signed_in(org, post)
        found[f"{page} of {post or org}"] = _ratio(page, _asking(ours, cookie), _asking(plain, cookie), rounds)
    worst = max(found, key=lambda page: found[page]["ratio"])
    print(msgspec.json.encode({"pages": found, "worst": worst, "ratio": found[worst]["ratio"]}).decode())


def _signed_in(org: str, post: str) -> str:
    asking = Client(SERVER_NAME="localhost")
    asking.force_login(Account.objects.get(org=org, post=post))
    return f"{settings.SESSION_COOKIE_NAME}={asking.cookies[settings.SESSION_COOKIE_NAME].value}"


def _asking(handler: WSGIHandler, cookie: str = "") -> Asking:
    made = RequestFactory(SERVER_NAME="localhost", **({"HTTP_COOKIE": cookie} if cookie else {}))

    def ask(address: str) -> HttpResponse:
        answer: Any = handler.get_response(made.get(address))
        assert answer.status_code == 200, (address, answer.status_code)
        return answer  # type: ignore[no-any-return]

    return ask


def _ratio(page: str, ours: Asking, plain: Asking, rounds: int) -> dict[str, float]:
    ours(page)
    size, nodes = len(ours(page).content), _nodes(page, ours)
    with CaptureQueriesContext(connection) as asked:
        ours(page)
    peer = peer_page.address(nodes, size, len(asked))
    beside = len(plain(peer).content)
    assert 0.9 < beside / size < 1.1, (page, size, beside)
    costs: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(3 * rounds):
        for name, ask, address in (("ours", ours, page), ("plain", plain, peer)):
            began = time.process_time()
            for _turn in range(TURNS):
                ask(address)
            costs[name].append((time.process_time() - began) / TURNS)
    each = {name: median(times) for name, times in costs.items()}
    return {"ratio": round(each["ours"] / each["plain"], 2), "milliseconds": round(each["ours"] * 1000, 1),
            "bytes": size, "nodes": nodes, "queries": len(asked)}  # fmt: skip


def _nodes(page: str, ask: Asking) -> int:
    """Count the nodes of templates that a page is made of, without mere text; parts that are kept are made anew."""
    count, render = 0, Node.render_annotated
    for shown in (current(), current().public):
        shown.parts.clear()

    def counted(self: Node, context: Any) -> str:
        nonlocal count
        count += not isinstance(self, TextNode)
        return render(self, context)

    Node.render_annotated = counted
    try:
        ask(page)
    finally:
        Node.render_annotated = render
    return count


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
