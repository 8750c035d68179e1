"""Pages of a case whose text was amended: each day shows the dates in force then."""

from safeconduct.web.norms.views import begins
from tests.web.conftest import addresses

BEFORE, AFTER = "?at=1992-11-01T12:00:00-06:00", "?at=1992-11-10T12:00:00-06:00"


def test_a_norm_that_a_later_text_brings_is_shown_from_that_day_on(of_example) -> None:
    site = of_example("el-salvador-1992")
    assert site.get(f"/norm/inventory{AFTER}").status_code == 200
    early = site.get(f"/norm/inventory{BEFORE}")
    assert (early.status_code, early["Location"]) == (302, "/norm/inventory?at=1992-11-08")
    page = site.client.get(f"/norm/inventory{BEFORE}", follow=True)
    assert page.status_code == 200
    assert b"8 Nov 1992" in page.content


def test_what_no_text_has_is_not_found(of_example) -> None:
    site = of_example("el-salvador-1992")
    assert begins("nothing_like_it", site.shown.case.versions) is None
    assert site.get("/norm/nothing_like_it").status_code == 404


def test_a_link_to_a_reading_leads_to_it(of_example) -> None:
    site = of_example("minsk-ii-2015")
    pages = [site.get(address).content.decode() for address in addresses(site.shown)]
    assert any('href="/point/pt_9#reading-security_first"' in page for page in pages)
    assert not any("#clause-security_first" in page for page in pages)
    assert 'id="reading-security_first"' in site.get("/point/pt_9").content.decode()
