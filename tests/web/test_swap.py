"""No page takes a side: swap the parties' names in the files, and every page swaps and nothing else changes."""

import os
import re
from pathlib import Path

import pytest

from safeconduct.kernel.canonical import canonical_json
from tests.arel import TEXT, act
from tests.swap import swap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")

import django
from django.test import Client, override_settings

django.setup()

CONFIRM = "obligation.confirmed"
QUESTION = """
subjects: {armed: {name: fighters on both sides, unit: persons}}
questions:
  fate:
    title: what happens to them
    subjects: armed
    points: p1
    norms: [passage, weapons, release]
    holes: route
    categories: locals
    positions_of: [alpha, bravo]
"""
LOG = [
    act("anchor.dated", "03-01", "alpha", anchor="accepted", candidate="x", says="a vote", relied_on_by=("bravo",)),
    act("obligation.claimed", "03-02", "bravo", of="weapons", amount=60, unit="weapons", id="claim"),
    act(CONFIRM, "03-03", "mission", of="weapons", amount=50, unit="weapons", refs=("claim",), id="seen"),
    act("obligation.contested", "03-04", "alpha", of="weapons", amount=30, refs=("seen",)),
    act("obligation.counted", "03-04", "alpha", of="weapons", tally="army", total=20, unit="weapons"),
    act(CONFIRM, "03-03", "mission", of="remains", amount=3, unit="bodies", category="locals", id="r1"),
    act(CONFIRM, "03-04", "mission", of="remains", amount=1, unit="bodies", category="strangers", id="r2"),
    act("breach.alleged", "03-04", "bravo", of="quiet"),
    act("breach.alleged", "03-04 13:00", "alpha", of="quiet"),
    act("statement.reported", "03-04", "recorder", chain=({"who": "alpha", "kind": "party"},), stance="rejects",
        polarity="-", says="the offer", on=("fate",), id="said"),
    act("figure.reported", "03-04", "recorder", chain=({"who": "bravo", "kind": "party"},), subject="armed",
        unit="persons", low=100, high=200, id="counted"),
    act("step.taken", "03-04", "alpha", says="alpha closes a road", on=("fate",)),
]  # fmt: skip
PAGES = [
    "/", "/owes", "/timeline", "/waits", "/draft", "/map", "/record", "/about", "/question/fate", "/point/p1",
    *(f"/norm/{name}" for name in ("weapons", "release", "living", "remains", "remains_back", "quiet", "no_return",
                                   "passage", "stop", "vague")),
]  # fmt: skip


def pages(folder: Path, text: str, lines: str, query: str) -> dict[str, str]:
    """Give every page of a case written to a folder."""
    folder.mkdir()
    (folder / "agreement.yaml").write_text(text, encoding="utf-8")
    (folder / "acts.jsonl").write_text(lines, encoding="utf-8")
    chosen = {"example": "", "file": str(folder / "agreement.yaml"), "acts": "", "with_files": ()}
    with override_settings(CASE=chosen, ALLOWED_HOSTS=["testserver"]):
        client = Client()
        found = {}
        for page in PAGES:
            answer = client.get(page + query)
            assert answer.status_code == 200, (page, answer.content[-600:])
            # The hash of the text must differ; everything else must not.
            found[page] = re.sub(r"sha256:[0-9a-f…]+", "sha256:", answer.content.decode()).replace(str(folder), "")
            # So must the mark that a form carries against other sites.
            found[page] = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", found[page])
        return found


@pytest.mark.parametrize("seen_by", ["", "alpha", "bravo"])
def test_swapping_the_parties_swaps_every_page(tmp_path: Path, seen_by: str) -> None:
    text = TEXT + QUESTION
    lines = b"\n".join(canonical_json(entry) for entry in LOG).decode() + "\n"
    query = "?at=2026-03-05T12:00:00%2B02:00" + (f"&as={seen_by}" if seen_by else "")
    plain = pages(tmp_path / "one", text, lines, query)
    swapped = pages(tmp_path / "two", swap(text, "alpha", "bravo"), swap(lines, "alpha", "bravo"),
                    swap(query, "alpha", "bravo"))  # fmt: skip
    for page in PAGES:
        assert swap(plain[page], "alpha", "bravo").splitlines() == swapped[page].splitlines(), page
    assert "Alpha" in plain["/"]
