"""SC704 single-veto

What:
    Silences each actor in turn and lists what stops: an actor that never certifies, decides, agrees or dates an event can
    freeze everything behind it, without breaching anything.

Why:
    Silence is the cheapest veto. The mission that never certifies, the side that never agrees on the terms, the panel that
    never meets: nobody can be held to a word they do not give, and all that waits for it stands still.

Example:
    leave: {who: alpha, to: bravo, after: {decided: safe}}
    decisions:
      safe: {what: is it safe, by: panel}

Remedy:
    Let it open without that word too: a second route by `any`, a second verifier, or a date on which it opens all the same.

Known problems:
    Only silence is tried. A duty that is not done is a breach and no veto, and is left out. What serves only the silent one
    itself is not counted. Whoever is owed a step may acknowledge it, so one verifier alone is rarely a veto; see SC705.
"""

from collections.abc import Iterator

from safeconduct.checks.engines.veto import gates, harmed, vetoes
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every actor whose silence alone stops what others wait for."""
    for who, stopped in vetoes(text).alone.items():
        norms = harmed(text, stopped.lost, frozenset({who}))
        if norms:
            yield of_silence(text, (who,), stopped.lost, norms)


def of_silence(text: CheckedText, silent: tuple[str, ...], lost: frozenset[int], norms: list[str]) -> Found:
    """Give what is found of the silence of some actors."""
    graph = waits(text)
    keys = gates(text, lost, frozenset(silent), norms)
    titles = [f"“{text.name(path.partition('.')[2])}”" for path in norms]
    some = ", ".join(titles[:3]) + (f" and {len(titles) - 3} more" if len(titles) > 3 else "")
    word = f"if neither {text.name(silent[0])} nor {text.name(silent[1])} says a word" if len(silent) > 1 else (
        f"without a word from {text.name(silent[0])}")
    log = Log(text, norms[0].partition(".")[2], [graph.index[f"says:{who}"] for who in silent])
    return Found(
        keys[0] if keys else norms[0],
        f"{word}, this can never begin: {some}",
        trace=(f"Everybody else does all they can; what waits for the word of {text.names(silent)} never comes.",),
        related=(*(Related(key, "needs that word too") for key in keys[1:]),
                 *(Related(f"{path}.after", "stops") for path in norms)),
        witness=log.ends({"life": "dormant"}),
    )  # fmt: skip
