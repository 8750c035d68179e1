"""The frame around every page: where it leads, how small it comes, and that nobody learns from it who may see what."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.urls import resolve, reverse

from safeconduct.web.shell.nav import groups

PACKED = {"accept-encoding": "gzip"}


def test_a_page_comes_packed_to_whoever_can_unpack_it(gaza):
    plain, packed = gaza.get("/"), gaza.client.get("/", headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_styles_come_packed_and_faces_as_they_are(gaza):
    sheet = gaza.client.get("/static/safeconduct/pages.css", headers=PACKED)
    face = gaza.client.get("/static/faces/arabic-400.woff2", headers=PACKED)
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert b"@font-face" in gzip.decompress(b"".join(sheet.streaming_content))
    assert "Content-Encoding" not in face.headers
    assert b"".join(face.streaming_content)[:4] == b"wOF2"


def test_the_length_of_a_packed_page_says_nothing_exact(gaza):
    lengths = {len(gaza.client.get("/", headers=PACKED).content) for _ in range(12)}
    assert len(lengths) > 1


def test_an_unchanged_page_is_not_sent_again(gaza):
    first = gaza.client.get("/owes", headers=PACKED)
    again = gaza.client.get("/owes", headers={**PACKED, "if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_frame_leads_to_every_page_there_is_and_to_no_other(gaza):
    agreement = gaza.shown.agreement
    items = [item for group in groups(agreement, "?lang=ar") for item in group.items]
    assert all(item.href.endswith("?lang=ar") for item in items)
    assert [item.page for item in items] == [resolve(item.href.partition("?")[0]).url_name for item in items]
    assert ("programme" in {item.page for item in items}) == (agreement.programme is not None)


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_the_frame_speaks_the_language_of_the_page(gaza, language):
    page = gaza.client.get("/", headers={"accept-language": language}).content.decode()
    own = {"en": "Who owes what", "ar": "من يلتزم بماذا", "he": "מי חייב מה"}[language]
    assert own in page


def test_the_page_that_is_looked_at_is_marked_once(gaza):
    for route in ("board", "owes", "open", "waits", "timeline", "record", "about", "draft", "verify", "search"):
        page = gaza.get(reverse(route)).content.decode()
        marked = re.findall(r'<a href="([^"?]*)[^"]*" aria-current="page"', page)
        assert marked == [reverse(route)]


def test_nobody_who_is_not_signed_in_is_shown_the_pages_of_officers(gaza):
    page = gaza.get("/").content.decode()
    for route in ("home", "notices", "desk"):
        assert f'href="{reverse(route)}"' not in page


def frame_of(page: str) -> str:
    return page[page.index('<header class="masthead">') : page.index("</header>")]


def test_the_menu_of_narrow_screens_opens_without_a_script(gaza):
    frame = frame_of(gaza.get("/").content.decode())
    assert 'popovertarget="pages"' in frame
    assert re.search(r'<nav id="pages"[^>]* popover', frame)
    assert "<script" not in frame


def test_the_styles_have_a_dark_form_for_every_colour_they_name(gaza: Any):
    css = b"".join(gaza.get("/static/safeconduct/pages.css").streaming_content).decode()
    light = css[css.index(":root {") : css.index("color-scheme: light dark")]
    dark = css[css.index("prefers-color-scheme: dark") :]
    names = set(re.findall(r"(--[a-z-]+): #", light)) - {"--on-bar"}
    assert names - set(re.findall(r"(--[a-z-]+): #", dark[: dark.index("/* Ground */")])) == set()
