"""A record served encrypted: by itself, or behind nginx or Caddy as docs/how-to/serve-others.md sets them up."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Playwright

from tests.browser.conftest import SWITCHES, free_port
from tests.conftest import chromium
from tests.web.porches import NAME, made_certificate

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "serve-others.md"
SERVER = """
import json, sys
from pathlib import Path
from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import Settings
from safeconduct.web.serve import serve, way
home = Path(sys.argv[1])
if not list(home.iterdir()):
    make_demonstration(home, open_case(example="aceh-2005"), Settings(example="aceh-2005"), origin="browser.invalid/record",
                       at="2026-11-01T12:00:00+00:00")
serve(example="aceh-2005", home=home, by=way(**json.loads(sys.argv[2])))
"""
WAYS = ("itself", "nginx", "caddy")
ROUND_NGINX = """
daemon off;
{user}
error_log {folder}/early.log emerg;
pid {folder}/nginx.pid;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""


class Front(NamedTuple):
    """Where a record is served, and with what."""

    way: str
    folder: Path
    port: int
    plain_port: int
    certificate: Path
    running: list[subprocess.Popen[bytes]]

    @property
    def origin(self) -> str:
        """Give the address that people write."""
        return f"https://{NAME}:{self.port}"

    @property
    def home(self) -> Path:
        """Give the folder of the record."""
        return self.folder / "record"

    def connect(self) -> ssl.SSLSocket:
        """Connect, and believe this certificate only."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), timeout=30), server_hostname=NAME)

    def written(self) -> str:
        """Give all that the machine in front has written down."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))


@contextmanager
def served(way: str, folder: Path) -> Iterator[Front]:
    """Make a record and serve it for use. Skips, with the reason, where the web server is not installed."""
    if way != "itself" and where(way) is None:
        pytest.skip(f"{way} is not installed: `make fronts` installs it where it may")
    certificate, key = made_certificate(folder)
    front = Front(way, folder, free_port(), free_port(), certificate, [])
    front.home.mkdir()
    how = {"host": "127.0.0.1", "port": front.port, "certificate": str(certificate), "key": str(key)} if way == "itself" else {
        "at": f"{folder}/pages"}  # fmt: skip
    front.running.append(
        subprocess.Popen([sys.executable, "-c", SERVER, str(front.home), json.dumps({"origin": front.origin, **how})])
    )
    try:
        if way != "itself":
            front.running.append(_in_front(front, key))
        _wait(front)
        yield front
    finally:
        for process in reversed(front.running):
            process.terminate()
            process.wait(timeout=30)


def _in_front(front: Front, key: Path) -> subprocess.Popen[bytes]:
    site = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(), re.DOTALL))[front.way]
    own = {"/run/safeconduct/pages": f"{front.folder}/pages"}
    if front.way == "nginx":
        own |= {"/etc/ssl/records.pem": str(front.certificate), "/etc/ssl/records.key": str(key),
                "/var/log/nginx": str(front.folder), "listen 443 ": f"listen 127.0.0.1:{front.port} ",
                "listen 80;": f"listen 127.0.0.1:{front.plain_port};"}  # fmt: skip
    else:
        own |= {f"\n{NAME} {{": f"\n{NAME}:{front.port} {{\n    tls {front.certificate} {key}",
                "{\n    log": f"{{\n    admin off\n    http_port {front.plain_port}\n    log"}  # fmt: skip
    for was, here in own.items():
        assert site.count(was) == 1, was
        site = site.replace(was, here)
    file = front.folder / "site.conf"
    command = [where(front.way) or ""]
    if front.way == "nginx":
        file.write_text(ROUND_NGINX.format(folder=front.folder, site=site, user="user root;" if os.getuid() == 0 else ""))
        command += ["-c", str(file), "-e", str(front.folder / "early.log")]
    else:
        file.write_text(site)
        command += ["run", "--config", str(file), "--adapter", "caddyfile"]
    with (front.folder / "front.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def where(way: str) -> str | None:
    """Give where a web server lies on this machine."""
    return shutil.which(way, path="/usr/local/bin:/usr/bin:/usr/sbin")


def _wait(front: Front) -> None:
    for _ in range(600):
        try:
            with front.connect() as asked:
                asked.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
                if asked.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at {front.origin}: {front.written()[-2000:]}")


@contextmanager
def browser_that_finds(playwright: Playwright, front: Front) -> Iterator[Browser]:
    """A browser for which the names below example.org lie on this machine, and which believes this certificate."""
    key = x509.load_pem_x509_certificate(front.certificate.read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    switches = [*SWITCHES, "--host-resolver-rules=MAP *.example.org 127.0.0.1",
                f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}"]  # fmt: skip
    running = playwright.chromium.launch(executable_path=chromium(), args=switches)
    try:
        yield running
    finally:
        running.close()
