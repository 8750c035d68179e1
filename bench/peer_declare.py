"""A peer of `status`, for information: pm4py's conformance of the same log with a DECLARE model.

It runs in an environment of its own (`make bench-peers`); without a file it only starts. DECLARE says in which order acts
come: here that a claim is confirmed later, and that a ruling has a contest before it, each obligation being a case. It
knows no amounts, limits, quorums or withdrawals, so the question is a small part of what `status` answers.
"""

import json
import sys
from collections.abc import Iterable

CASE, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"
MODEL = {
    "response": {("obligation.claimed/1", "obligation.confirmed/1"): {"support": 1, "confidence": 1}},
    "precedence": {("obligation.contested/1", "dispute.ruled/1"): {"support": 1, "confidence": 1}},
}


def events(lines: Iterable[bytes]) -> list[tuple[str, str, str]]:
    """Give (obligation or prohibition, type of act, when it was recorded) of every act that is about one."""
    acts = map(json.loads, lines)
    return [(act["of"], act["type"], act["recorded"]) for act in acts if "of" in act]


def main() -> None:
    """Read the log, and ask pm4py."""
    import pandas
    import pm4py

    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            log = pandas.DataFrame(events(file), columns=[CASE, ACTIVITY, TIME])
        log[TIME] = pandas.to_datetime(log[TIME], utc=True)
        pm4py.conformance_declare(log, MODEL)


if __name__ == "__main__":
    main()
