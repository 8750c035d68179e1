"""What the parts of a norm are called that the text gives no name: tallies, clocks, tranches, and whoever keeps the log."""

from __future__ import annotations

import pytest
from django.utils import translation

from safeconduct.agreement.casefile import open_case
from safeconduct.web.shell import part_names
from safeconduct.web.shell.wording import named


def test_a_tally_is_called_by_what_it_counts():
    agreement = open_case(example="gaza-2025").agreement
    counted = part_names.tally("israel", agreement)
    assert part_names.said(counted, "en") == "remains identified in Israel as those of a hostage, whoever found them"
    assert part_names.said(counted, "ar").startswith("رفات")
    assert part_names.tally("no_such", agreement) == "no such"


def test_a_tranche_is_called_by_its_place():
    agreement = open_case(example="aceh-2005").agreement
    duty = next(name for name, one in agreement.obligations.items() if one.tranches is not None and "t2" in one.tranches.parts)
    with translation.override("he"):
        assert part_names.called(f"{duty}.t2", agreement, "he").endswith("חלק 2 מתוך 4")
    with translation.override("en"):
        assert part_names.called(f"{duty}.t2", agreement, "en") == f"{agreement.name_of(duty)}: part 2 of 4"


KEEPER = {"en": "whoever keeps the log", "ar": "من يحفظ الدفتر", "he": "מי שמנהל את היומן"}


@pytest.mark.parametrize(("language", "says"), KEEPER.items())
def test_whoever_keeps_the_log_is_no_id(language, says):
    agreement = open_case(example="gaza-2025").agreement
    with translation.override(language):
        assert named(agreement, "recorder", language).text == says
        assert part_names.called("recorder", agreement, language) == says


@pytest.mark.parametrize("language", ["ar", "he"])
def test_the_page_of_a_norm_counts_without_ids(gaza, language):
    page = gaza.get("/norm/remains", headers={"accept-language": language}).content.decode()
    table = page.partition('id="tallies"')[2].partition("</table>")[0]
    assert table
    assert [word for word in ("returned", ">israel<") if word in table] == []
