"""The two secrets of a server: what its cookies are signed with, and what its second factors are encrypted with."""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

from safeconduct.store.lock import make_file

FILE, ACCOUNTS = "web.secret", "accounts.db"


def server_secret(home: Path | None) -> tuple[str, bytes]:
    """Give both, from a file that only its owner reads, made at the first start; without a folder they die with the process."""
    if home is None:
        return secrets.token_urlsafe(48), base64.urlsafe_b64encode(secrets.token_bytes(32))
    file = home / FILE
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        text = f"{secrets.token_urlsafe(48)}\n{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n"
        made = file.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(made, file)  # whoever is first wins: a second worker takes the same
        made.unlink()
    _shut(home / ACCOUNTS)
    cookies, factors = file.read_text().split()
    return cookies, factors.encode()


def _shut(accounts: Path) -> None:
    """See to it that only its owner reads the file of the accounts, which holds what passwords could be guessed from."""
    make_file(accounts)
    accounts.chmod(0o600)
