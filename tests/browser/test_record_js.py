"""The verifier of the record in the browser: the same verdicts as everywhere, where a page may load scripts and nothing else."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import safeconduct.web
from safeconduct.record import ed25519
from safeconduct.record.test_keys import is_test_key
from tests.browser import changed

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
MODULES = Path(safeconduct.web.__file__).parent / "static" / "record"
VECTORS = Path(os.environ.get("SAFECONDUCT_TEST_VECTORS") or "none")
FOLDERS = {"record": MODULES, "tests": HERE, "vectors": VECTORS, "own": HERE.parent / "vectors"}
PAGE = b"<!doctype html><html lang=en><title>test</title>"

needs_vectors = pytest.mark.skipif(
    not (VECTORS / "merkle").is_dir(), reason="SAFECONDUCT_TEST_VECTORS names no folder with public test vectors"
)


class _Static(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        room, _, rest = urllib.parse.unquote(self.path.partition("?")[0]).lstrip("/").partition("/")
        path = FOLDERS.get(room, HERE) / rest
        if not room:
            self._answer(200, PAGE, "text/html")
        elif room in FOLDERS and path.is_file() and ".." not in rest:
            self._answer(200, path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream")
        else:
            self._answer(404, b"", "text/plain")

    def _answer(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a small server on this machine, on which scripts from that server may run and nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Static)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    context.close()
    server.shutdown()


@pytest.fixture(scope="module")
def run(page: Page) -> Callable[..., Any]:
    """Call a function of the script with the vectors."""

    def call(name: str, argument: object = None) -> Any:
        return page.evaluate(
            "async ([name, argument]) => (await import('/tests/record_vectors.js'))[name](argument)", [name, argument]
        )

    return call


def test_own_hashes_are_those_of_the_browser(run):
    assert run("hashes") == {"count": 600, "wrong": []}


@needs_vectors
@pytest.mark.parametrize("engine", ["browser", "own"])
def test_the_one_acceptance_rule_takes_one_signature_of_914(run, engine):
    assert run("cctv", engine) == {"count": 914, "wrong": [], "accepted": [305]}


@needs_vectors
@pytest.mark.parametrize("engine", ["browser", "own"])
def test_signatures_of_wycheproof(run, engine):
    assert run("wycheproof", engine) == {"count": 151, "wrong": []}


@needs_vectors
def test_proofs_of_the_tree(run):
    root = VECTORS / "merkle"
    files = [path for kind in ("inclusion", "consistency") for path in sorted((root / kind).rglob("*.json"))]
    paths = [path.relative_to(root).as_posix() for path in files]
    assert len(paths) == 196
    result = run("merkle", paths)
    assert result["wrong"] == []
    assert result["count"] > 196


@needs_vectors
@pytest.mark.parametrize(
    ("name", "least"),
    [("tessera", 16 + 4 * 15), ("c2spNotes", 9), ("c2spCheckpoints", 20), ("c2spCosignatures", 12), ("c2spTiles", 57),
     ("c2spProofs", 18), ("c2spWitness", 24), ("torchwood", 10), ("golang", 96), ("sigsumPolicies", 8 + 35 + 128 + 8 + 31),
     ("sigsumCheckpoints", 26), ("jcs", 12)],
)  # fmt: skip
def test_public_vectors(run, name, least):
    result = run(name)
    assert result["wrong"] == []
    assert result["count"] >= least


@needs_vectors
def test_no_message_of_others_is_a_leaf(run):
    listed = json.loads((VECTORS / "cose" / "expected.json").read_text())["files"]
    files = [one["file"] for one in listed]
    assert run("cose", files) == {"count": 32, "wrong": []}


@pytest.mark.parametrize(
    ("name", "least"),
    [("ownKeys", 456), ("ownJson", 58), ("ownBodies", 40), ("ownLeaves", 55), ("ownAttachments", 9), ("ownWords", 13),
     ("ownTree", 552), ("ownNotes", 67), ("ownPolicies", 26), ("ownProofs", 12), ("ownWitness", 22)],
)  # fmt: skip
def test_own_vectors(run, name, least):
    result = run(name)
    assert result["wrong"] == []
    assert result["count"] >= least


def test_cosignatures_of_another_kind_are_checked_as_everywhere(run):
    result = run("ownMlDsa")
    assert (result["wrong"], result["offered"]) == ([], True)
    assert result["count"] == 2 * 16 + 2 * 3


def test_a_browser_that_does_not_know_another_kind_says_so_and_counts_none(page, browser):
    context = browser.new_context()
    other = context.new_page()
    other.add_init_script(WITHOUT_ML_DSA)
    other.goto(page.url)
    result = other.evaluate("async () => (await import('/tests/record_vectors.js')).ownMlDsa()")
    assert (result["wrong"], result["offered"]) == ([], False)
    context.close()


WITHOUT_ML_DSA = """
const own = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (format, key, name, ...rest) => name === "ML-DSA-44"
  ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")) : own(format, key, name, ...rest);
"""


def test_published_keys_are_known_as_such_by_both(run):
    listed = json.loads((HERE.parent / "vectors" / "keys.json").read_text())["keys"]
    keys = [bytes.fromhex(one["public"]) for one in listed]
    keys += [ed25519.public_of(bytes([byte]) * 32) for byte in range(256)]
    keys += [ed25519.public_of(hashlib.sha256(b"not published %d" % number).digest()) for number in range(20)]
    here = [is_test_key(key) for key in keys]
    assert run("testKeys", [key.hex() for key in keys]) == here
    assert here.count(False) == 20


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bytes_of_any_kind_are_refused_and_break_nothing(run, seed):
    assert run("noise", seed) == {"count": 10_000, "wrong": []}


@pytest.mark.parametrize("name", list(changed.SEEDS))
def test_both_verifiers_take_and_refuse_the_same_files(run, name):
    reader = changed.readers()[name]
    files = list(changed.changed(name, 3000))
    here = [changed.taken(reader, one) for one in files]
    there = run("taken", [name, [one.hex() for one in files]])
    differing = [(changed.spelled(one), a, b) for one, a, b in zip(files, here, there, strict=True) if a != b]
    assert differing == []
    assert any(here)
    assert not all(here)
