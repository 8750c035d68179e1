"""The receipts that a guarantor has given for acts which were handed in with it, until they stand in the log.

What is kept is bounded, for each key, for each organisation and in all, so that nobody can fill it for the others.
"""

from typing import NamedTuple

from safeconduct.store.database import Database, Reader

OF_ONE_KEY, OF_ONE_ORG, IN_ALL = 100, 2_000, 20_000
"""Receipts whose acts are not in the log yet."""


class Kept(NamedTuple):
    """A receipt: act and key, whose key it is, when it was given and with how many entries here, how long may pass, its bytes."""

    act_id: bytes
    kid: bytes
    org: str
    at: int
    size: int
    within: int
    receipt: bytes


class Full(Exception):
    """No more receipts are given. Says what is full, and what to do."""


class Receipts:
    """The receipts in the store of a mirror."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, act_id: bytes) -> Kept | None:
        """Give the receipt of an act, if one was given and is still kept."""
        with self._database.reading() as reader:
            return _get(reader, act_id)

    def keep(self, new: Kept) -> Kept:
        """Keep a receipt durably; gives the one there is already, if there is. Raises Full where there is no room."""
        with self._database.writing() as writer:
            if (known := _get(writer, new.act_id)) is not None:
                return known
            # What the log has taken needs no receipt any more.
            writer.run("DELETE FROM intake WHERE act_id IN (SELECT act_id FROM leaf)")
            for column, value, most, whose in (("kid", new.kid, OF_ONE_KEY, f"the key {new.kid.hex()}"),
                                               ("org", new.org, OF_ONE_ORG, f"the keys of {new.org}")):  # fmt: skip
                if _count(writer, f"WHERE {column} = ?", value) >= most:
                    raise Full(f"{most} acts of {whose} were handed in here and are not in the log yet. Wait until the log has "
                               "taken some, or hand this one in with another guarantor")  # fmt: skip
            if _count(writer) >= IN_ALL:
                raise Full(f"{IN_ALL} acts were handed in here and are not in the log yet. Hand this one in with another "
                           "guarantor, and tell whoever keeps this mirror")  # fmt: skip
            writer.add("intake", Kept._fields, [new])
        return new

    def open(self) -> list[Kept]:
        """Give the receipts of acts that do not stand in the copy of the log that is here, the oldest first."""
        with self._database.reading() as reader:
            rows = reader.all(f"SELECT {','.join(Kept._fields)} FROM intake WHERE act_id NOT IN (SELECT act_id FROM leaf) "
                              "ORDER BY at, act_id")  # fmt: skip
        return [Kept(*row) for row in rows]


def _get(reader: Reader, act_id: bytes) -> Kept | None:
    found = reader.one(f"SELECT {','.join(Kept._fields)} FROM intake WHERE act_id = ?", (act_id,))
    return Kept(*found) if found else None


def _count(reader: Reader, where: str = "", *values: object) -> int:
    (found,) = reader.one(f"SELECT count(*) FROM intake {where}", values) or (0,)
    return int(found)
