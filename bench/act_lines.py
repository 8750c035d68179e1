"""A made-up log of any length, as the lines of its file: about 500 bytes an act, in the order they were recorded.

The same numbers give the same bytes on every machine. The mix is that of a ceasefire that is watched closely: mostly
claims and their confirmations, running totals, some contests and rulings, allegations, two in a hundred statements and
figures, acts known only from reports, acts of someone without the power, and a line that was sent twice.
"""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import msgspec

from bench.agreement_text import CATEGORIES, SIDES, SOURCES, SUBJECTS, Duty, duties

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
LAST = datetime(2026, 8, 28, tzinfo=UTC)
"""Acts are recorded between these two moments."""

LOOKED_AT = "2026-09-01T00:00:00+00:00"
"""The moment to ask the status for: everything has happened and is known by then."""

_MIX = {
    "claimed": 360, "confirmed": 340, "counted": 120, "contested": 35, "refuted": 8, "ruled": 25, "withdrawn": 5,
    "waived": 2, "alleged": 40, "found": 4, "delayed": 10, "stepped": 10, "stated": 10, "figured": 10,
    "sourced": 1, "suspended": 2, "decided": 1, "dated": 1, "repeated": 16,
}  # fmt: skip
"""Of a thousand acts, how many are of each sort."""

_NOTES = (
    "Seen by the patrol of the morning from the second bend of the road; list {n} is with the officer on duty, who "
    "read it out twice to those who had come. Nobody of the other side was there.",
    "Counted at the gate, two persons of each side present. The sheet {n} was read out and signed by all of them; "
    "the copy went to the mission the same evening.",
    "The convoy left the yard with escort; papers and seals agreed with manifest {n}, one lorry was sent back for "
    "its brakes and came with the next group.",
    "Письмо офіцера зв'язку {n}: передано, перелічено, зауважень немає; оригінал зберігається у спільній групі, "
    "копія в місії.",
    "كُتب المحضر {n} عند المعبر بحضور ضابطي الارتباط ولم يُسجَّل اعتراض، وسُلِّمت نسخة إلى البعثة في المساء نفسه.",
    "Weather stopped the work at noon; the rest of lot {n} follows tomorrow, as told to the other side by radio. The "
    "officer of the mission agreed to it and wrote it down in the book of the day.",
)
_LOCAL = (timezone(timedelta(hours=2)), timezone(timedelta(hours=3)))
_SUMMER = datetime(2026, 3, 29, 1, tzinfo=UTC)

_encode = msgspec.json.Encoder(order="deterministic").encode


def act_lines(acts: int, obligations: int, *, seed: int = 7) -> Iterator[bytes]:
    """Give the lines of a log of this many acts under `agreement_text(obligations)`, of at least ten obligations."""
    if obligations < 10:
        raise ValueError("every kind of duty is needed once: ask for ten obligations or more")
    yield from _Log(acts, obligations, seed).lines()


class _Log:
    def __init__(self, acts: int, obligations: int, seed: int) -> None:
        self.acts = acts
        self.rng = Random(seed)
        self.duties = duties(obligations)
        # What a later act can point at: the last claims and contests of each duty.
        self.claims: dict[str, deque[tuple[str, int | None]]] = {duty.id: deque(maxlen=40) for duty in self.duties}
        self.contested: dict[str, deque[str]] = {duty.id: deque(maxlen=20) for duty in self.duties}
        self.totals: dict[str, int] = dict.fromkeys(self.claims, 0)
        self.own: deque[tuple[str, str]] = deque(maxlen=50)

    def lines(self) -> Iterator[bytes]:
        rng = self.rng
        sorts = rng.choices(list(_MIX), list(_MIX.values()), k=1000)
        pace = (LAST - FIRST) / max(1, self.acts)
        line = b""
        for n in range(self.acts):
            sort = sorts[rng.randrange(1000)]
            if sort == "repeated" and line:
                yield line
                continue
            act = self._act(sort, n, FIRST + pace * n)
            line = _encode(act) + b"\n"
            yield line

    def _act(self, sort: str, n: int, recorded: datetime) -> dict[str, Any]:
        rng = self.rng
        duty = self._duty(sort)
        happened = recorded - timedelta(minutes=rng.randrange(3, 2000))
        act: dict[str, Any] = {
            "id": f"{sort[:3]}-{recorded:%m%d}-{n:07d}",
            "happened": _written(happened), "recorded": _written(recorded),
            "note": _NOTES[n % len(_NOTES)].format(n=n), "evidence": [f"sha256:{rng.getrandbits(256):064x}"],
        }  # fmt: skip
        if n % 20 == 3:
            act["until"] = _written(min(happened + timedelta(hours=2), recorded))
        make = getattr(self, f"_{sort}", self._claimed)
        act |= make(duty, act["id"])
        if sort in ("claimed", "confirmed", "counted") and n % 12 == 5:
            first = rng.randrange(SOURCES - 2)
            # A source and the next one may go back to the same outlet: two reports are then one, and too few.
            second = first + 1 + (n // 12) % 2
            act |= {"basis": "reported", "evidence": [f"source_{first}", f"source_{second}"]}
        return act

    def _duty(self, sort: str) -> Duty:
        # What the mission counts as a running total, nobody confirms act by act.
        found = self.duties[self.rng.randrange(len(self.duties))]
        while (sort in ("confirmed", "counted")) and found.counted != (sort == "counted"):
            found = self.duties[self.rng.randrange(len(self.duties))]
        return found

    def _done(self, duty: Duty, amount: int | None) -> dict[str, Any]:
        if amount is None or not duty.unit:
            return {"of": duty.id}
        found: dict[str, Any] = {"of": duty.id, "amount": amount, "unit": duty.unit}
        if duty.per_person:
            found["category"] = CATEGORIES[self.rng.randrange(3)]
        return found

    def _claimed(self, duty: Duty, name: str) -> dict[str, Any]:
        amount = self.rng.randint(1, 9)
        self.claims[duty.id].append((name, amount))
        self.own.append((name, duty.who))
        actor = duty.to if amount == 9 and name.endswith("77") else duty.who
        return {"type": "obligation.claimed/1", "actor": actor, **self._done(duty, amount)}

    def _confirmed(self, duty: Duty, name: str) -> dict[str, Any]:
        rng, claims = self.rng, self.claims[duty.id]
        claim, amount = claims[rng.randrange(len(claims))] if claims else ("", 1)
        actor = ("mission", "joint_team", "mission", duty.to)[rng.randrange(4)]
        if name.endswith("55"):
            actor = "carrier"  # it has no power to confirm
        if claim and rng.randrange(5) == 0:
            amount = None if rng.randrange(3) == 0 else max(1, (amount or 1) - 1)
        tally = {"tally": duty.tally} if duty.tally and actor == "mission" else {}
        return {"type": "obligation.confirmed/1", "actor": actor, "refs": [claim] if claim else [], **tally,
                **self._done(duty, amount)}  # fmt: skip

    def _counted(self, duty: Duty, name: str) -> dict[str, Any]:
        self.totals[duty.id] += self.rng.randint(0, 6)
        return {"type": "obligation.counted/1", "actor": "mission", "of": duty.id, "tally": "verified",
                "total": self.totals[duty.id], "unit": duty.unit}  # fmt: skip

    def _contested(self, duty: Duty, name: str) -> dict[str, Any]:
        claims = self.claims[duty.id]
        if not claims:
            return self._claimed(duty, name)
        claim, amount = claims[self.rng.randrange(len(claims))]
        self.contested[duty.id].append(claim)
        part = amount if self.rng.randrange(2) else None
        return {"type": "obligation.contested/1", "actor": duty.to, "refs": [claim], **self._done(duty, part)}

    def _refuted(self, duty: Duty, name: str) -> dict[str, Any]:
        return {**self._contested(duty, name), "type": "obligation.refuted/1", "actor": "mission"}

    def _ruled(self, duty: Duty, name: str) -> dict[str, Any]:
        contested = self.contested[duty.id]
        if not contested:
            return self._claimed(duty, name)
        outcome = ("for", "against", "partly")[self.rng.randrange(3)]
        amount = {"amount": 1} if outcome == "partly" else {}
        return {"type": "dispute.ruled/1", "actor": "commission", "of": duty.id, "refs": [contested.popleft()],
                "outcome": outcome, **amount}  # fmt: skip

    def _withdrawn(self, duty: Duty, name: str) -> dict[str, Any]:
        if not self.own:
            return self._claimed(duty, name)
        claim, actor = self.own[self.rng.randrange(len(self.own))]
        return {"type": "act.withdrawn/1", "actor": actor, "refs": [claim]}

    def _waived(self, duty: Duty, name: str) -> dict[str, Any]:
        return {"type": "obligation.waived/1", "actor": duty.to, "amount": 0, **self._done(duty, 1)}

    def _alleged(self, duty: Duty, name: str) -> dict[str, Any]:
        n = self.rng.randint(1, 2)
        return {"type": "breach.alleged/1", "actor": SIDES[n % 2], "of": f"no_fire_{n}", "place": "zone_1"}

    def _found(self, duty: Duty, name: str) -> dict[str, Any]:
        outcome = "breach" if self.rng.randrange(3) else "no_breach"
        return {"type": "breach.found/1", "actor": "mission", "of": "no_fire_1", "outcome": outcome}

    def _delayed(self, duty: Duty, name: str) -> dict[str, Any]:
        return {"type": "delay.explained/1", "actor": duty.who, "of": duty.id, "cause": "The road is under water.",
                "attributed_to": duty.to}  # fmt: skip

    def _stepped(self, duty: Duty, name: str) -> dict[str, Any]:
        return {"type": "step.taken/1", "actor": duty.who, "says": "Opens the hospital to the other side.",
                "on": [duty.id]}  # fmt: skip

    def _stated(self, duty: Duty, name: str) -> dict[str, Any]:
        stance = _STANCES[self.rng.randrange(len(_STANCES))]
        return {"type": "statement.reported/1", "actor": "recorder", "basis": "reported", "chain": self._chain(duty),
                "evidence": ["source_1"], "stance": stance, "says": "The next group leaves after the list was read.",
                "on": [duty.id]}  # fmt: skip

    def _figured(self, duty: Duty, name: str) -> dict[str, Any]:
        low = self.rng.randrange(100, 5000)
        return {"type": "figure.reported/1", "actor": "recorder", "basis": "reported", "chain": self._chain(duty),
                "evidence": ["source_2"], "subject": SUBJECTS[self.rng.randrange(len(SUBJECTS))], "unit": "persons",
                "low": low, "high": low + self.rng.randrange(3) * 100, "method": "count at the gates"}  # fmt: skip

    def _chain(self, duty: Duty) -> list[dict[str, str]]:
        source = f"source_{self.rng.randrange(SOURCES)}"
        return [{"who": "The valley paper", "kind": "newspaper", "source": source},
                {"who": "spokesman", "kind": "official", "speaks_for": duty.who}]  # fmt: skip

    def _sourced(self, duty: Duty, name: str) -> dict[str, Any]:
        return {"type": "source.added/1", "actor": "recorder", "source": f"added_{name[-7:]}", "root": "outlet_1"}

    def _suspended(self, duty: Duty, name: str) -> dict[str, Any]:
        affected = self.duties[1 % len(self.duties)].id
        return {"type": "suspension.declared/1", "actor": SIDES[1], "of": affected, "power": "suspend_1"}

    def _decided(self, duty: Duty, name: str) -> dict[str, Any]:
        return {"type": "decision.made/1", "actor": "commission", "decision": "ready", "outcome": "yes"}

    def _dated(self, duty: Duty, name: str) -> dict[str, Any]:
        return {"type": "anchor.dated/1", "actor": "mission", "anchor": "event_1", "candidate": "day_of_the_list",
                "says": "The list is agreed."}  # fmt: skip


_STANCES = ("asserts", "announces", "denies", "demands", "rejects", "promises", "reports", "accuses")


def _written(at: datetime) -> str:
    return at.astimezone(_LOCAL[at >= _SUMMER]).isoformat(timespec="seconds")
