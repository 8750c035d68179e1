"""Every page of every example answers, labelled, with safe headers, and without a word about any accord of its own."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from safeconduct.agreement.casefile import examples, open_case
from safeconduct.web.shell.headers import POLICY
from safeconduct.web.shell.wording import paraphrase_labels
from tests.web.conftest import addresses

ROOM = Path(__file__).parents[2] / "src" / "safeconduct" / "web"
KINDS = {".py", ".html", ".css", ".js", ".svg"}
OWN = [path for path in ROOM.rglob("*") if path.suffix in KINDS and "vendor" not in path.parts]


@pytest.fixture(params=examples())
def site(request, of_example):
    return of_example(request.param)


def test_every_page_answers_and_names_its_moment(site):
    wrong = []
    for address in addresses(site.shown):
        response = site.get(address)
        if response.status_code != 200 or b'class="as-of"' not in response.content:
            wrong.append((address, response.status_code))
    assert wrong == []


def test_every_page_says_whose_wording_it_is_in_each_language(site):
    labels = paraphrase_labels(site.shown.agreement, site.shown.languages)
    assert {label.lang for label in labels} >= {"en"}
    lines = [f'<li lang="{one.lang}" dir="{one.dir}">{escape(one.text)}</li>' for one in labels]
    pages = {address: site.get(address).content.decode() for address in addresses(site.shown)}
    missing = [(address, line) for address, page in pages.items() for line in lines if line not in page]
    assert missing == []


def test_no_page_has_a_style_or_a_script_of_its_own(site):
    inline = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [(address, match[0]) for address in addresses(site.shown)
             if (match := inline.search(site.get(address).content.decode()))]  # fmt: skip
    assert found == []


def test_no_page_holds_an_id_twice(site):
    def twice(page: str) -> list[str]:
        ids = re.findall(r'\sid="([^"]+)"', page)
        return sorted({one for one in ids if ids.count(one) > 1})

    found = {address: ids for address in addresses(site.shown) if (ids := twice(site.get(address).content.decode()))}
    assert found == {}


def test_every_link_inside_the_pages_leads_somewhere(site):
    pages = {address: site.get(address).content.decode() for address in addresses(site.shown)}
    links = {link for page in pages.values() for link in re.findall(r'href="(/[^"]*)"', page)}
    links = {link.replace("&amp;", "&") for link in links if not link.startswith("/static/")}
    plain = {link for link in links if "?" not in link}
    lost = []
    for link in sorted(plain):
        address, _, anchor = link.partition("#")
        there = site.get(address, follow=True)  # a norm that a later text brings leads to the day on which it does
        page = pages.get(address) or there.content.decode()
        if (address not in pages and there.status_code != 200) or (anchor and f'id="{anchor}"' not in page):
            lost.append(link)
    assert lost == []


def test_answers_carry_safe_headers(gaza):
    headers = gaza.get("/").headers
    assert headers["Content-Security-Policy"] == POLICY
    assert POLICY.startswith("default-src 'self';")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_styles_and_fonts_are_served_from_here(gaza):
    page = gaza.get("/").content.decode()
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    response = gaza.get(sheet)
    css = b"".join(response.streaming_content).decode()
    assert response.status_code == 200
    for font in re.findall(r'url\("\.\./([^"]+)"\)', css):
        assert gaza.get(f"/static/{font}").status_code == 200
    assert "//" not in re.sub(r"/\*.*?\*/", "", css)


def test_the_style_sheets_stay_small():
    static = ROOM / "static" / "safeconduct"
    sizes = {path.name: path.stat().st_size for path in static.iterdir() if path.suffix in (".css", ".js")}
    assert set(sizes) == {"pages.css", "drawings.css", "print.css", "draft.css", "draft.js", "verify.css", "forms.css",
                          "programme.css", "design.css"}  # fmt: skip
    assert sizes["pages.css"] <= 20 * 1024
    assert max(sizes[name] for name in ("drawings.css", "print.css", "design.css", "programme.css")) <= 6 * 1024
    assert sizes["draft.css"] + sizes["draft.js"] <= 10 * 1024
    assert max(sizes["verify.css"], sizes["forms.css"]) <= 6 * 1024


def test_only_reading_is_served(gaza):
    assert gaza.client.post("/").status_code == 405
    assert gaza.client.head("/").status_code == 200


def test_a_foreign_host_name_is_refused(gaza):
    response = gaza.client.get("/", headers={"host": "somewhere.example"})
    assert response.status_code == 400
    assert b"<html" not in response.content


def names_of_every_example() -> set[str]:
    """Return the names and ids of the examples' organisations and places, and their ids of more than one word."""
    found: set[str] = set()
    for example in examples():
        agreement = open_case(example=example).agreement
        found.add(agreement.id)
        for section in ("parties", "bodies", "places"):
            for name, value in getattr(agreement, section).items():
                found |= {name, value.name.pick("en")} if len(name) > 3 else {value.name.pick("en")}
        # An id of one word, such as `amnesty`, is a word of the house too.
        found |= {name for _, name, _ in agreement.entries() if "_" in name}
    return found


def test_no_template_view_or_style_names_an_accord():
    names = names_of_every_example() | {"Gaza", "Aceh", "Israel", "Hamas", "Rafah"}
    longest_first = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w/-])({longest_first})(?![\w-])")
    found = [f"{path.relative_to(ROOM)}: {match[0]}" for path in OWN
             for match in pattern.finditer(path.read_text(encoding="utf-8"))]  # fmt: skip
    assert found == []


def test_the_pages_use_the_words_of_the_house():
    wrong = re.compile(r"\b(militants?|terrorists?|violations?|security prisoners?|tickets?)\b", re.IGNORECASE)
    found = [f"{path.relative_to(ROOM)}: {match[0]}" for path in OWN if path.suffix == ".html"
             for match in wrong.finditer(path.read_text(encoding="utf-8"))]  # fmt: skip
    assert found == []
