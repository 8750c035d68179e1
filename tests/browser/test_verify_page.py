"""The page on which anyone checks the record: files, a folder, a zip, an address; with every width, and without a network."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from safeconduct.record.words import words_of
from tests.browser import small_log
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

LOG = small_log.small_log(9, seen=3)
FILES = {"act.tlog-proof": LOG.proof(5), "act.json": LOG.bodies[5], "genesis": LOG.files["genesis"], "keys": LOG.files["keys"]}


@pytest.fixture
def site(watched) -> Watched:
    found: Watched = watched("aceh-2005")
    found.open("/verify")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in LOG.files.items():
        (tmp_path / "log" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "log" / name).write_bytes(data)
    return tmp_path / "log"


@pytest.fixture
def served(folder: Path) -> Iterator[str]:
    """Publish the folder on another server of this machine, as any server would that lets other pages read."""

    class Published(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = folder / self.path.removeprefix("/small/")
            found = self.path.startswith("/small/") and path.is_file()
            data = path.read_bytes() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Published)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/small"
    server.shutdown()


def give(page: Page, files: dict[str, bytes]) -> None:
    """Choose files as a reader would."""
    page.locator("input[name=files]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files.items()]
    )
    expect(page.locator(".given li")).to_have_count(len(files))


def check(page: Page) -> str:
    """Press the button and give the verdicts."""
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".verdict").first).to_be_visible()
    return " | ".join(page.locator(".verdict h2").all_inner_texts())


def test_a_proof_with_the_words_from_paper(site):
    page = site.page
    give(page, FILES)
    kinds = page.locator(".given li span").all_inner_texts()
    assert kinds == ["proof of an act", "body of an act", "genesis act", "list of keys"]
    page.fill("#digest", words_of(LOG.digest).upper())
    assert check(page) == "The proof holds"
    steps = page.locator(".verdict .step-list").first
    expect(steps).to_contain_text("The act stands at 5, counted from 0, of 9")
    expect(page.locator(".verdict .step-list").last).to_contain_text("Whether what the act says is true.")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert site.complaints == []
    assert [url for url in site.asked if not url.startswith(site.home)] == []


def test_it_needs_no_network(site):
    give(site.page, FILES)
    site.page.context.set_offline(True)
    site.page.fill("#digest", LOG.digest.hex())
    assert check(site.page) == "The proof holds"
    assert site.complaints == []


def test_what_is_wrong_is_said_with_what_was_found(site):
    give(site.page, {**FILES, "act.json": LOG.bodies[4]})
    site.page.fill("#digest", LOG.digest.hex())
    assert check(site.page) == "Refused: something does not fit"
    wrong = site.page.locator(".step-list .is-no")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("The body is not the one that was signed")
    expect(wrong).to_contain_text(LOG.leaves[5][48:80].hex())


@pytest.mark.parametrize(
    ("files", "digest", "said"),
    [
        ({}, "", "There is nothing to check yet."),
        ({"act.tlog-proof": FILES["act.tlog-proof"]}, "", "There is nothing to check it against."),
        ({"act.tlog-proof": FILES["act.tlog-proof"]}, "ab" * 32, "The digest belongs to the genesis act"),
        (FILES, "babab babab", "The digest is not complete"),
        (FILES, "babab " * 15 + "babay", "One of these words cannot be part of a digest."),
        ({"picture.png": b"\x89PNG\r\n"}, "", "There is nothing to check yet."),
    ],
    ids=["nothing", "no-trust", "no-genesis", "few-words", "wrong-word", "unknown"],
)
def test_what_is_missing_is_said(site, files, digest, said):
    if files:
        give(site.page, files)
    site.page.fill("#digest", digest)
    site.page.get_by_role("button", name="Check", exact=True).click()
    expect(site.page.locator(".check-status")).to_contain_text(said)
    assert site.page.locator(".verdict").count() == 0
    assert site.complaints == []


def test_a_folder_and_a_zip_of_it(site, folder):
    page = site.page
    page.fill("#digest", LOG.digest.hex())
    page.locator("input[name=folder]").set_input_files(folder)
    expect(page.locator(".given li")).to_contain_text("published log, 6 files")
    assert check(page) == "The log holds"
    expect(page.locator(".verdict .step-list").first).to_contain_text("All 9 entries are proper leaves")
    page.get_by_role("button", name="Begin again").click()
    assert page.locator(".verdict").count() == 0
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in LOG.files.items():
            archive.writestr(f"small/{name}", data)
    give(page, {"log.zip": packed.getvalue()})
    page.fill("#digest", LOG.digest.hex())
    assert check(page) == "The log holds"
    page.get_by_role("button", name="Begin again").click()
    give(page, {"log.zip": packed.getvalue()[:-30]})
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".check-status")).to_contain_text("The end of this zip is missing.")


def test_a_folder_alone_vouches_for_itself_and_what_is_missing_stands_first(site, folder):
    site.page.locator("input[name=folder]").set_input_files(folder)
    expect(site.page.locator(".given li")).to_have_count(1)
    assert check(site.page) == "Not proved: something is missing"
    missing = site.page.locator(".lacking .is-open")
    expect(missing.first).to_contain_text("The folder vouches for itself")
    expect(missing.last).to_contain_text("are signed with keys that are in no list that was given")
    assert site.page.locator(".step-list .is-open").first.inner_text() == missing.first.inner_text()


def test_a_folder_for_everyone_says_what_it_shows_and_what_not(site):
    files = {name: data for name, data in LOG.files.items() if not name.startswith("tile/entries/")}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    give(site.page, {"public.zip": packed.getvalue()})
    site.page.fill("#digest", LOG.digest.hex())
    assert check(site.page) == "The log holds"
    expect(site.page.locator(".verdict .lead")).to_contain_text("Every hash fits the root that the log has signed.")
    expect(site.page.locator(".both .is-yes", has_text="The hashes of all 9 entries were read.")).to_have_count(1)
    expect(site.page.locator(".both .is-open").first).to_contain_text("Who signed which of the 9 entries.")
    assert site.page.locator(".lacking").count() == 0


def test_two_histories_are_shown_as_a_fork(site, folder):
    site.page.locator("input[name=folder]").set_input_files(folder)
    other = small_log.note(5, bytes(32), small_log.ALL[:3])
    site.page.locator("input[name=files]").set_input_files({"name": "other", "mimeType": "text/plain", "buffer": other})
    expect(site.page.locator(".given li").first).to_contain_text("checkpoint")
    site.page.fill("#digest", LOG.digest.hex())
    assert check(site.page) == "Refused: something does not fit"
    expect(site.page.locator(".verdict .lead")).to_contain_text("The log has signed two histories that do not fit together.")


def test_an_address_is_asked_only_when_typed_and_checked(site, served):
    page = site.page
    page.fill("#address", served)
    page.fill("#digest", LOG.digest.hex())
    assert [url for url in site.asked if url.startswith(served)] == []
    assert check(page) == "The log holds"
    asked = {url.removeprefix(f"{served}/") for url in site.asked if url.startswith(served)}
    assert asked == {*LOG.files, "bodies/000.p/9", "projection", "lists/index"}
    page.fill("#address", "http://127.0.0.1:9/nothing")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".check-status")).to_contain_text("This address does not answer here.")


def test_no_other_page_may_ask_elsewhere(watched):
    page = watched("aceh-2005").open("/record")
    refused = page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 'refused')")
    assert refused == "refused"
    site = watched("aceh-2005")
    site.open("/verify")
    policies = [site.page.request.get(site.home + path).headers["content-security-policy"] for path in ("/verify", "/record")]
    assert ["connect-src" in one for one in policies] == [True, False]
    assert all("script-src" not in one and "unsafe" not in one for one in policies)


def test_without_scripts_the_page_says_so(watched):
    page = watched("aceh-2005", java_script_enabled=False).open("/verify")
    expect(page.locator("noscript, .error").first).to_be_attached()
    assert not page.locator("form.check").is_visible()
    assert "scripts are switched off" in page.content()


@pytest.mark.parametrize("width", [360, 1024, 1600])
def test_it_fits_and_can_be_read_by_everyone(watched, width):
    page = watched("aceh-2005", width).open("/verify")
    give(page, {**FILES, "a-file-with-a-name-that-is-longer-than-any-narrow-screen-could-ever-hold.tlog-proof": LOG.proof(4)})
    page.fill("#digest", LOG.digest.hex())
    assert check(page) == "The proof holds | Refused: something does not fit"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert found == []


def test_every_code_of_a_step_has_its_words(site):
    """Each step that the verifier can name is said in words: no bare code reaches the page."""
    words = site.page.locator("#words").evaluate("one => [...one.content.children].map(word => word.dataset.word)")
    due = {f"{step}.{result}" for step, results in STEPS.items() for result in results.split()}
    assert due - set(words) == set()


STEPS = {
    "trust": "yes.genesis yes.policy no open.own_policy",
    "grade": "yes.recorded open.recorded yes.witnessed yes.sealed",
    "leaf.signature": "yes no open.key_unknown",
    "key.range": "yes.keys yes.genesis no open.key_closed",
    "body": "yes no open.body_not_given",
    "entries": "yes no open.too_large",
    "signatures": "yes no open.key_unknown open.no_leaves",
    "other": "yes.checkpoint yes.seen no.fork no.seen_differs open.other_beyond open.other_unsigned open.other_unclear",
    "standing": "open",
    "policy": "open.policy_changed",
    "closed": "open",
    "bodies": "yes no",
    "act": "no open.needs_proof",
    "cosigner": "open.not_checked",
    "projection": "yes no open.not_proved open.other_size open.key_unknown",
    **dict.fromkeys(
        ("policy.form", "keys", "proof.form", "leaf.form", "checkpoint", "path", "body.fits", "folder", "hashes", "tiles", "root",
         "projection.proof"), "yes no"
    ),
}
