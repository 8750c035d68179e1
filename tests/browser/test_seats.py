"""What each kind of seat meets on the pages of a demonstration: every page that a link leads to can be read by everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.test_pages import PASSAGE
from tests.web import conftest as _django_is_set_up  # noqa: F401
from tests.web.latin import latin

pytestmark = pytest.mark.browser

SEATS = {"": ("ar", 360), "cmcc-cmcc-registrar": ("en", 360), "israel": ("ar", 360), "hamas": ("he", 360),
         "unicef-child-officer": ("he", 1024), "qatar": ("ar", 1600), "cmcc-cmcc-escort": ("en", 1024)}  # fmt: skip
"""A seat of each kind, the language its pages are read in, and how wide they are. Nobody signed in comes first."""
NOT_FOLLOWED = re.compile(r"^/(static|api)/|^/account/sign-out|/download/|^/demo/.")
MOST = 60
_read: set[tuple[str, str]] = set()
"""Kinds of pages that were read by axe, in one direction of writing: what differs between seats is looked at by width alone."""


def met(page: Page, home: str, start: str) -> Iterator[tuple[str, str]]:
    """Open every kind of page that links lead to, one of each; gives the address and the kind of each, once it is open."""
    left, seen = [start], set()
    while left and len(seen) < MOST:
        at = left.pop(0)
        try:
            kind = resolve(urlsplit(at).path).view_name
        except Resolver404:
            kind = at  # a link that leads nowhere is opened, and found out
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(home + at)
        assert (at, answer.status) == (at, 200)
        yield at, kind
        links = page.locator("a[href^='/'], a[href^='?']").evaluate_all("all => all.map(one => one.pathname + one.search)")
        left += [link for link in dict.fromkeys(links) if not NOT_FOLLOWED.search(link)]


@pytest.mark.parametrize("seat", SEATS)
def test_every_page_that_a_seat_meets_fits_and_can_be_read_by_everyone(watched, seat):
    language, width = SEATS[seat]
    direction = "ltr" if language == "en" else "rtl"
    site = watched(PASSAGE, width, seat, locale=language)
    wrong, opened = [], []
    for at, kind in met(site.page, site.home, "/home" if seat else "/"):
        opened.append(at)
        assert site.page.locator("html").get_attribute("lang") == language
        wider = site.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{at}: {wider} px too wide"] if wider > 0 else []
        wrong += [f"{at}: not in its language: {said}" for said in latin(site.page.content())] if direction == "rtl" else []
        if (kind, direction) in _read:
            continue
        _read.add((kind, direction))
        wrong += [f"{at}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in Axe().run(site.page).response["violations"]
                  if one["impact"] in ("serious", "critical")]  # fmt: skip
    assert wrong == []
    assert len(opened) > (12 if seat else 8)
    assert site.complaints == []
    assert [url for url in site.asked if not url.startswith(site.home)] == []
