"""The page on which the record is checked is the same for everyone, and its script comes from here alone."""

from __future__ import annotations

import re
from pathlib import Path

from safeconduct.web.shell.headers import POLICY

STATIC = Path(__file__).parents[2] / "src" / "safeconduct" / "web" / "static"


def test_the_page_takes_nothing_and_may_ask_where_the_reader_says(gaza):
    response = gaza.get("/verify")
    page = response.content.decode()
    assert response.status_code == 200
    assert gaza.client.post("/verify", {"digest": "x"}).status_code == 405
    policy = response.headers["Content-Security-Policy"]
    assert policy.removeprefix(POLICY) == "; connect-src 'self' https: http://127.0.0.1:* http://localhost:*"
    # The one form that is sent is the switch of the frame, which chooses the language of the pages.
    assert re.findall(r'<form[^>]*action="([^"]*)"', page) == ["/language"]
    assert re.findall(r'<script(?![^>]* src=)|style="|onclick', page) == []


def test_every_file_that_a_module_names_is_there():
    modules = sorted((STATIC / "record").glob("*.js"))
    named = {(one.name, name) for one in modules for name in re.findall(r'from "\./([\w.]+)"', one.read_text())}
    assert len(named) > 20
    assert {name for _, name in named} - {one.name for one in modules} == set()
    code = {one.name: re.sub(r"/\*.*?\*/", "", one.read_text(), flags=re.DOTALL) for one in modules}
    assert [name for name, text in code.items() if re.search(r'from "(?!\./)|import\(|\beval\b|innerHTML', text)] == []
