"""Files of one's own: shown, read again when they change, and told when they are wrong. And the server itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from safeconduct.agreement.casefile import example_folder
from safeconduct.kernel.errors import Invalid
from safeconduct.web.serve import CannotServe, serve


@pytest.fixture
def own(tmp_path, of_example):
    """A copy of an example as a file of one's own."""
    folder = tmp_path / "own"
    shutil.copytree(example_folder("aceh-2005"), folder)
    file = folder / "agreement.yaml"
    return of_example("", file=str(file)), file


def test_an_agreement_of_ones_own_is_shown(own):
    site, _file = own
    assert site.get("/").status_code == 200


def test_a_changed_file_is_read_again_and_a_faulty_one_is_told(own):
    site, file = own
    good = file.read_text(encoding="utf-8")
    touch(file, good + "\nnonsense: 1\n")
    response = site.get("/")
    assert response.status_code == 500
    assert "SC002" in response.content.decode()
    assert response.headers["Content-Security-Policy"]
    touch(file, good)
    assert site.get("/").status_code == 200


def touch(file: Path, text: str) -> None:
    """Write a file so that its time surely differs."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(time.time_ns(), time.time_ns()))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "somewhere.example"])
def test_an_address_that_others_can_reach_is_refused(host):
    with pytest.raises(CannotServe) as caught:
        serve(host=host, example="aceh-2005")
    assert "not encrypted" in caught.value.message()
    assert "127.0.0.1" in caught.value.what_to_do()


def test_a_taken_port_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe) as caught:
            serve(port=port, example="aceh-2005")
    assert str(port) in caught.value.message()


def test_a_faulty_file_is_told_before_anything_is_served(tmp_path):
    file = tmp_path / "agreement.yaml"
    file.write_text("nonsense", encoding="utf-8")
    with pytest.raises(Invalid):
        serve(port=free_port(), file=file)


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_server_serves_and_says_nothing():
    port = free_port()
    code = f"from safeconduct.web.serve import serve; serve(port={port}, example='aceh-2005')"
    running = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        page = wait_for(f"http://127.0.0.1:{port}/")
    finally:
        running.terminate()
        said = running.communicate(timeout=20)[0].decode()
    assert "<h1" in page
    assert said == ""


def wait_for(address: str) -> str:
    """Fetch an address, giving the server some seconds to start."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")
