"""The page on which a text is written, in a real browser: with its script, and without any."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.builders import agreement_text, with_obligation

pytestmark = pytest.mark.browser

AMOUNT = "    amount: 100 rifles"
CIRCLE = with_obligation("after: {verified: weapons}").replace(AMOUNT, f"    after: {{verified: extra}}\n{AMOUNT}")
"""Two duties that wait for each other; one comes in two tranches, so five steps stand in the circle."""


def sum_of(page: Page) -> str:
    return page.locator("#findings .sum").text_content() or ""


def test_what_is_found_follows_what_is_written(watched) -> None:
    site: Watched = watched("aceh-2005")
    page = site.open("/draft?start=empty")
    assert "0 errors and 0 warnings" in sum_of(page)
    page.locator("#text").fill(agreement_text().replace("parties:", "parteis:"))
    expect(page.locator("[role=status]")).to_contain_text("faults of form")
    expect(page.locator("#findings .finding").first).to_contain_text("parties")
    page.locator("#text").fill(CIRCLE)
    expect(page.locator("#waiting .box.is-circle")).to_have_count(5)
    expect(page.locator("#waiting tr.stuck").first).to_contain_text("waits in a circle")
    expect(page.locator("[role=status]")).to_contain_text("are open.")
    assert not page.locator("#findings .sum").is_visible()
    assert page.url.endswith("/draft?start=empty")
    assert site.complaints == []
    assert [url for url in site.asked if not url.startswith(site.home)] == []


def test_a_line_is_chosen_in_the_text(watched) -> None:
    page = watched("aceh-2005").open("/draft?start=empty")
    text = agreement_text().replace("role: party}\n  south", "role: partei}\n  south")
    page.locator("#text").fill(text)
    link = page.locator("#findings a[data-line]").first
    expect(link).to_be_visible()
    link.click()
    chosen = page.locator("#text").evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == next(line for line in text.splitlines() if "partei" in line)
    assert page.evaluate("document.activeElement.id") == "text"


def test_what_is_shown_is_chosen_and_stays_chosen_while_one_writes(watched) -> None:
    site: Watched = watched("gaza-2025")
    page = site.open("/draft")
    every = page.locator("#findings .finding[data-code]").count()
    assert every > 40
    page.locator("#only").select_option("SC501")
    shown = page.locator("#findings .finding[data-code]:visible")
    expect(shown).to_have_count(2)
    expect(shown.first).to_contain_text("SC501")
    page.locator("#text").evaluate("field => { field.value += '\\n'; field.dispatchEvent(new Event('input')); }")
    expect(page.locator("[role=status]")).to_contain_text("are open.")
    assert page.locator("#only").input_value() == "SC501"
    expect(shown).to_have_count(2)
    page.locator("#only").select_option("warning")
    expect(page.locator("#findings .finding.is-error:visible")).to_have_count(0)
    page.locator("#only").select_option("")
    assert page.locator("#findings .finding[data-code]:not([hidden])").count() == every
    assert site.complaints == []


def test_what_was_folded_out_stays_so_while_one_writes(watched) -> None:
    page = watched("gaza-2025").open("/draft")
    part = page.locator('.part[data-key="error.categories"]')
    part.locator("> summary").click()
    page.locator('.weight[data-key="warning"] > summary').click()
    page.locator("#text").evaluate("field => { field.value += '\\n'; field.dispatchEvent(new Event('input')); }")
    expect(page.locator("[role=status]")).to_contain_text("are open.")
    assert part.evaluate("part => part.open")
    assert not page.locator('.weight[data-key="warning"]').evaluate("part => part.open")


def test_without_scripts_each_finding_is_reached_from_its_rule(watched) -> None:
    page = watched("gaza-2025", java_script_enabled=False).open("/draft")
    assert not page.locator("#only").is_visible()
    page.locator(".by-rule > summary").click()
    page.locator(".by-rule a").first.click()
    expect(page.locator(".finding:target")).to_be_visible()


def test_only_the_last_of_many_texts_is_answered(watched) -> None:
    site = watched("aceh-2005")
    page = site.open("/draft?start=empty")
    page.locator("#text").fill("")
    page.locator("#text").press_sequentially("safeconduct: 1", delay=20)
    expect(page.locator("[role=status]")).to_contain_text("faults of form")
    assert len([url for url in site.asked if "findings" in url]) <= 2


def test_a_text_that_is_too_long_is_not_sent(watched) -> None:
    site = watched("aceh-2005")
    page = site.open("/draft?start=empty")
    page.evaluate("""() => { const t = document.querySelector('#text'); t.value = 'x'.repeat(1000001);
                     t.dispatchEvent(new Event('input')); }""")
    expect(page.locator("[role=status]")).to_contain_text("more than 1 MB")
    assert [url for url in site.asked if "findings" in url] == []


def test_when_no_answer_comes_that_is_said_and_the_text_stays(watched) -> None:
    page = watched("aceh-2005").open("/draft?start=empty")
    page.route(re.compile("findings"), lambda route: route.abort())
    page.locator("#text").fill("safeconduct: 1")
    expect(page.locator("[role=status]")).to_contain_text("The answer did not come")
    assert page.locator("#text").input_value() == "safeconduct: 1"


def test_without_scripts_the_button_does_the_same(watched) -> None:
    page = watched("aceh-2005", java_script_enabled=False).open("/draft?start=empty")
    page.locator("#text").fill(CIRCLE)
    page.get_by_role("button", name="Look for faults").click()
    assert "are open." in sum_of(page)
    assert page.locator("#findings .sum").is_visible()
    assert page.locator("#waiting .box.is-circle").count() == 5
    assert page.locator("#text").input_value() == CIRCLE


@pytest.mark.parametrize("width", [360, 1024, 1600])
def test_the_drawing_is_reached_with_the_keyboard_and_stays_inside_its_pane(watched, width) -> None:
    page = watched("minsk-ii-2015", width).open("/waits")
    page.locator(".pane").focus()
    assert page.evaluate("document.activeElement.className") == "pane"
    over = page.evaluate("""() => [...document.querySelectorAll('.box')].filter(box => {
        const [path, ...rows] = box.children, frame = path.getBoundingClientRect();
        return rows.some(row => { const r = row.getBoundingClientRect();
            return r.left < frame.left || r.right > frame.right || r.bottom > frame.bottom || r.top < frame.top; });
    }).length""")
    assert over == 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
