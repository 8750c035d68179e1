"""How a page is looked at: the moment, what was known, through whose eyes, in which language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils import translation
from msgspec.structs import replace

from safeconduct.agreement.frame import Wording
from safeconduct.web.shell import dates
from safeconduct.web.shell.lens import BadLens, plain_lens, read_lens


def lens(site, query):
    return read_lens(QueryDict(query), site.shown)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("at=2025-11-06", datetime(2025, 11, 6, 22, 0, tzinfo=UTC)),  # a day means its end
        ("at=2025-11-06T12:00", datetime(2025, 11, 6, 10, 0, tzinfo=UTC)),  # in the zone of the agreement
        ("at=2025-10-13T12:00", datetime(2025, 10, 13, 9, 0, tzinfo=UTC)),  # which had summer time then
        ("at=2025-11-06+12:00", datetime(2025, 11, 6, 10, 0, tzinfo=UTC)),  # a space between day and hour
        ("at=2025-11-06T12:00Z", datetime(2025, 11, 6, 12, 0, tzinfo=UTC)),
        ("at=2025-11-06T12:00%2B02:00", datetime(2025, 11, 6, 10, 0, tzinfo=UTC)),
        ("at=2025-11-06T12:00+02:00", datetime(2025, 11, 6, 10, 0, tzinfo=UTC)),  # a plus sign nobody escaped
    ],
)
def test_a_moment_is_read(gaza, written, expected):
    assert lens(gaza, written).as_of == expected


@pytest.mark.parametrize("field", ["at", "known_by", "as", "lang"])
def test_a_bad_field_is_refused_with_the_reason_and_kept(gaza, field):
    with pytest.raises(BadLens) as caught:
        lens(gaza, f"{field}=isreal")
    assert caught.value.field == field
    response = gaza.get(f"/?{field}=isreal&at=2025-11-06" if field != "at" else "/?at=isreal")
    page = response.content.decode()
    assert response.status_code == 400
    assert caught.value.reason.replace("'", "&#x27;") in page
    assert 'role="alert"' in page


@pytest.mark.parametrize(
    "value", ["0001-01-01", "9999-12-31T23:59Z", "2025-02-30", "2025-11-06T25:00", "\x00", "<script>", "a" * 3000]
)
@pytest.mark.parametrize("field", ["at", "known_by"])
def test_no_date_however_odd_breaks_a_page(gaza, field, value):
    response = gaza.client.get("/timeline", {field: value})
    assert response.status_code == 400
    assert b"<script" not in response.content


def test_what_was_written_stays_in_its_field(gaza):
    page = gaza.get("/timeline?at=yesterday&known_by=2025-11-01").content.decode()
    assert 'name="at" type="text" value="yesterday" aria-invalid="true"' in page
    assert 'name="known_by" type="text" value="2025-11-01"' in page


def test_a_mistyped_side_gets_a_suggestion(gaza):
    assert "Did you mean israel?" in gaza.get("/?as=isreal").content.decode()


def test_links_keep_the_way_of_looking(gaza):
    page = gaza.get("/?at=2025-10-20&lang=ar").content.decode()
    assert 'href="/owes?at=2025-10-20&amp;lang=ar"' in page
    assert 'href="/norm/remains?at=2025-10-20&amp;lang=ar"' in page


def test_nothing_asked_leaves_addresses_plain(gaza):
    assert plain_lens(gaza.shown).query() == ""
    assert 'href="/owes"' in gaza.get("/").content.decode()


@pytest.mark.parametrize(("page", "asked", "expected"), [
    ("en", "", "en"), ("ar", "", "ar"), ("he", "", "he"), ("he", "lang=ar", "ar"), ("ar", "lang=en", "en"), ("ru", "", "en"),
])  # fmt: skip
def test_our_wording_stands_in_the_language_of_the_page_unless_another_is_asked_for(gaza, page, asked, expected):
    with translation.override(page):
        assert lens(gaza, asked).language == expected


def test_a_signed_text_stands_in_its_own_language_first(gaza, monkeypatch):
    monkeypatch.setattr(gaza.shown, "agreement", replace(gaza.shown.agreement, wording=Wording.AUTHENTIC))
    with translation.override("ar"):
        assert lens(gaza, "").language == "en"


def test_another_moment_gives_another_page(gaza):
    early, late = (gaza.get(f"/norm/remains?at={day}").content.decode() for day in ("2025-10-20", "2025-11-06"))
    assert early != late


def test_a_status_is_computed_once_for_each_way_of_looking(gaza, monkeypatch):
    asked = []
    real = type(gaza.shown.case).status
    monkeypatch.setattr(type(gaza.shown.case), "status",
                        lambda self, **how: asked.append(how) or real(self, **how))  # fmt: skip
    gaza.shown.status.cache_clear()
    for address in ("/", "/owes", "/timeline", "/owes?lang=he"):
        assert gaza.get(address).status_code == 200
    assert len(asked) == 1


Z = datetime(2025, 10, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-10-10T12:00", "2025-10-10T12:00", "10 Oct 2025, 12:00 UTC+3"),
        ("2025-10-10T00:00", "2025-10-11T00:00", "10 Oct 2025"),
        ("2025-10-10T00:00", "2025-10-13T00:00", "10–12 Oct 2025"),
        ("2025-10-31T00:00", "2025-11-02T00:00", "31 Oct 2025 – 1 Nov 2025"),
        ("2025-10-10T08:00", "2025-10-10T10:00", "10 Oct 2025, 08:00–10:00 UTC+3"),
        ("2025-10-09T22:00", "2025-10-10T04:00", "9 Oct 2025, 22:00 – 10 Oct 2025, 04:00 UTC+3"),
    ],
)
def test_a_stretch_of_time_is_told_with_its_zone(gaza, start, end, expected):
    zone = gaza.shown.zone
    moments = [datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end)]
    assert dates.stretch(*moments, zone) == expected


def test_midnight_is_the_end_of_the_day_before(gaza):
    at = datetime(2025, 11, 7, 0, 0, tzinfo=gaza.shown.zone)
    assert dates.moment(at, gaza.shown.zone) == "end of 6 Nov 2025, UTC+2"
