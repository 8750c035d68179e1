"""A signed log of two sides who owe one thing, for tests of what they can do to each other."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from safeconduct.agreement.amend import Version
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.results import Status
from safeconduct.agreement.status import status
from safeconduct.kernel.acts import ActBase
from safeconduct.secretariat.desk import as_line
from safeconduct.secretariat.docket import Docket, Entry
from tests.signed_log import SignedLog, genesis_act, with_roots
from tests.unit.test_contested import ROOT, WINDOW, Story, said
from tests.unit.test_desk import organisations

TEXT = """
safeconduct: 1
id: both
title: Both hand in rifles
wording: draft
time: {zone: Etc/GMT-2}
units: {rifles: rifles}
sources: {gazette: {root: The Gazette}}
texts: {main: {title: The text}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
bodies:
  panel: {name: Panel, powers: [rule, verify]}
points:
  p1: {of: main, number: "1", says: both hand in rifles}
evidence: {independent_reports: 2}
anchors: {signature: {name: signature, on: 2026-03-01}}
decisions:
  start: {what: whether to start, clause: p1, by: [alpha, bravo]}
obligations:
  rifles:
    title: hand in rifles
    clause: p1
    who: [alpha, bravo]
    amount: 100 rifles
    deadline: {within: 10 days, of: signature}
    verified_by: {any: panel}
    dispute: {by: [alpha, bravo], to: panel}
"""


def both() -> Agreement:
    return read_agreement(TEXT.encode(), file="both.yaml").model


LABELS = ("alpha officer 0", "alpha officer 1", "bravo officer 0", "panel officer 0", "recorder officer 0", "centre officer 0",
          "carer officer 0", "guarantor officer 0")  # fmt: skip


class Log(Story):
    """A log under an agreement in which two sides owe one thing."""

    def __init__(self, agreement: Agreement | None = None) -> None:
        orgs = organisations() | with_roots({"panel": "other", "carer": "other"})
        self.log = SignedLog(genesis_act(organisations=orgs)).found()
        for label in LABELS:
            self.log.officer(label, **WINDOW)
        self.agreement = agreement or both()
        self.docket = Docket(self.agreement, self.log.digest)
        self.docket.read(Entry(*act) for act in self.log.acts)

    def says(self, label: str, kind: str, name: str, *, seen: int = 0, actor: str = "", **fields: object) -> int:
        body = {"seen_size": seen, "seen_root": ROOT} if seen else {}
        return self.decide(label, said(kind, name, actor or label.split()[0], **fields), **body)

    def claim(self, label: str, name: str, amount: int, **more: object) -> int:
        return self.says(label, "obligation.claimed/1", name, of="rifles", amount=amount, unit="rifles", **more)

    def acts(self) -> dict[str, ActBase]:
        return {act.id: act for act in self.docket.agreement_acts()}

    def status(self) -> Status:
        end = datetime(2026, 4, 1, tzinfo=UTC)
        return status((Version(read_agreement(TEXT.encode(), file="both.yaml")),), self.docket.agreement_acts(), as_of=end,
                      known_by=end)  # fmt: skip

    def redact(self, index: int, *labels: str) -> None:
        book = self.docket.replay.state.book
        key = self.docket.replay.state.keyring.keys[book.kid(index)]
        seq = book.seq(index)
        before = (book.act_id(n).hex() for n in range(index) if book.kid(n) == key.kid and book.seq(n) == seq - 1)
        prev = next(before) if seq else ""
        act = {"type": "body.redacted/1", "act": book.act_id(index).hex(), "org": key.org, "device": key.kid.hex(), "seq": seq,
               "prev": prev, "att": []}  # fmt: skip
        for label in labels:
            self.decide(label, act)
        assert self.code(index) == "redacted"

    def read_without(self, *gone: int) -> Docket:
        """Read again, as one who comes after the redaction of these."""
        docket = Docket(self.agreement, self.log.digest)
        last = self.log.acts[-1].body
        return docket.read(Entry(act.leaf, None if index in gone else act.body, last if index in gone else None)
                           for index, act in enumerate(self.log.acts))  # fmt: skip


IDS = (f"r{n}" for n in count())
"""Ids that nobody else uses."""


def everything(docket: Docket) -> list[object]:
    """Give all that a reader makes of a log."""
    kept = [(one.act is None, one.standing.code, one.standing.because, one.called, one.remarks) for one in docket.all()]
    return [docket.replay.state_digest(), kept, list(docket.agreement_acts())]


def programme(log: Log, label: str, act: ActBase) -> int:
    """Sign an act of the programme; gives its index."""
    line = as_line(act)
    return log.decide(label, line, at=str(line["recorded"]).replace("Z", "+00:00"))
