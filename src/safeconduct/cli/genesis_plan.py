"""The plan of a record: a TOML file from which the genesis act is made."""

import tomllib
from pathlib import Path
from typing import Any

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean

KEYS = ("origin", "log", "agreement", "attachments", "training", "witnessed", "sealed", "organisations")
ORG_KEYS = ("name", "role", "roots")
NOBODY = "quorum none\n"

EXAMPLE = """\
origin = "record.example/the-agreement"   # the name of the record, for good
log = "64 digits"                         # the public key of the log, as `safeconduct keys show` prints it
agreement = "64 digits"                   # the hash of the agreement, as `safeconduct check` prints it
attachments = "guarantor"                 # the guarantor that holds attachments beside the operator
witnessed = "witnessed.policy"            # a file beside this one; leave it out to ask for no cosignature
sealed = "sealed.policy"

[organisations.north]
name = "North"
role = "party"
roots = ["64 digits", "64 digits", "64 digits"]
"""


def act_of_plan(data: bytes, path: str) -> dict[str, Any]:
    """Make the genesis act of a plan. Raises Invalid for what is no plan; what the act may hold is checked by the record."""
    from safeconduct.record.vkey import NOTE, verifier_of, write_vkey

    try:
        plan = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, f"not TOML: {error}") from error
    _only(plan, KEYS, path, "")
    orgs = plan.get("organisations", {})
    for org, one in orgs.items() if isinstance(orgs, dict) else ():
        if isinstance(one, dict):
            _only(one, ORG_KEYS, path, f"organisations.{org}.")
    origin, log = plan.get("origin", ""), plan.get("log", "")
    if isinstance(log, str) and isinstance(origin, str) and "+" not in log:
        try:
            log = write_vkey(verifier_of(origin, NOTE, bytes.fromhex(log)))
        except ValueError as error:
            raise _fault(path, f"log: not a public key under this origin: {error}") from error
    return {
        "type": "genesis.signed/1", "origin": origin, "log": log, "agreement": plan.get("agreement", ""),
        "attachments": plan.get("attachments", ""), "training": plan.get("training", False), "organisations": orgs,
        "witnessed": _policy(plan, "witnessed", path), "sealed": _policy(plan, "sealed", path),
    }  # fmt: skip


def _policy(plan: dict[str, Any], key: str, path: str) -> str:
    name = plan.get(key)
    if name is None:
        return NOBODY
    file = Path(path).parent / str(name)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, f"{key}: cannot read the policy {file}: {error}") from error


def _only(table: dict[str, Any], known: tuple[str, ...], path: str, where: str) -> None:
    for key in table:
        if key not in known:
            raise _fault(path, f"{where}{key}: not a key of a plan", did_you_mean(key, known))


def _fault(path: str, message: str, remedy: str = "`safeconduct keys plan` prints a plan to fill in") -> Invalid:
    return Invalid([Fault(code="SC040", file=path, message=message, remedy=remedy)])
