"""A copy of the accounts for a backup: one picture of them, taken while they are in use, without what must not come back.

Sessions, slips that are open and tokens are left out: whoever put the copy back would open again what was ended or used since.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from safeconduct.kernel.errors import Conflict
from safeconduct.store.errors import NotKept, WrongStore

FILE = "accounts.db"
LEFT_OUT = (
    "DELETE FROM django_session",
    "DELETE FROM usersessions_usersession",
    "DELETE FROM accounts_slip WHERE used IS NULL",
    "DELETE FROM api_answered",
    "DELETE FROM api_token",
)


def copy_accounts(home: Path, out: Path) -> int:
    """Copy the accounts of a server into a new file, for its owner only. Gives how many there are.

    Raises WrongStore where there are none, Conflict where the file is there already, NotKept where it could not be written.
    """
    if not (home / FILE).is_file():
        raise WrongStore(f"{home / FILE}: there are no accounts", remedy="Look at the folder: it is the one that is served.")
    part = out.with_name(f".{out.name}.{os.getpid()}")
    if out.exists():
        raise Conflict(f"{out} is there already. Nothing was changed.", remedy="name a new file")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(home / FILE)) as here, closing(sqlite3.connect(part)) as there:
            here.backup(there)
            for statement in ("PRAGMA journal_mode=DELETE", *LEFT_OUT):
                there.execute(statement)
            there.commit()
            there.execute("VACUUM")  # what was left out is not in free pages either
            (count,) = there.execute("SELECT count(*) FROM accounts_account").fetchone()
        os.link(part, out)  # never over a file that came in between
    except FileExistsError as error:
        raise Conflict(f"{out} is there already. Nothing was changed.", remedy="name a new file") from error
    except (OSError, sqlite3.Error) as error:
        raise NotKept(f"{out}: nothing was copied: {error}", remedy="Look at the folder and the space on the disk.") from error
    finally:
        part.unlink(missing_ok=True)
    return int(count)
