"""`safeconduct check --stops NORM`: which fewest suspensions and disputes keep a norm from ever opening?

The status is 0, or 9 where the solver is missing or its time was up before it was proved that fewer would not do.
"""

import argparse
from typing import TYPE_CHECKING

from safeconduct.cli.output import open_named_case, say, wrapped, write_json
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean

if TYPE_CHECKING:
    from safeconduct.checks.halts import Stops
    from safeconduct.checks.text import CheckedText

NOT_DECIDED = 9


def run(options: argparse.Namespace) -> int:
    """Answer the question. Raises Invalid with every fault, and for a norm that the text does not have."""
    from safeconduct.checks.halts import halt_told, stops
    from safeconduct.checks.opening import check_case

    text, _ = check_case(open_named_case(options, options.file))
    name, known = options.stops, [one for _, one, _ in text.norms()]
    if name not in known:
        raise Invalid([Fault(code="SC101", message=f"--stops {name!r}: the text has no such norm",
                             remedy=did_you_mean(name, known) or "`safeconduct status` lists the norms")])  # fmt: skip
    found = stops(text, name)
    if options.format == "json":
        write_json({"norm": name, "halts": [{"path": path, "says": halt_told(text, path)} for path in found.halts],
                    "proved": found.proved, "witness": found.witness})  # fmt: skip
    else:
        _told(text, name, found)
    return 0 if found.proved else NOT_DECIDED


def _told(text: "CheckedText", name: str, found: "Stops") -> None:
    from safeconduct.checks.halts import halt_told, never_opens
    from safeconduct.checks.story import course

    title = f"“{text.name(name)}”"
    if not found.halts and found.proved:
        why = f"{title} can never begin as the text stands, halts or none." if never_opens(text, name) else (
            f"No suspension without an end and no dispute without a rule of silence keeps {title} from beginning, nor do all "
            "of them together.")  # fmt: skip
        say(wrapped(why))
    elif not found.halts:
        say(wrapped(f"No one of them alone stops {title}. Whether several together do is not decided: the solver of "
                    "safeconduct[deep] is missing, or its time was up."))  # fmt: skip
    else:
        many = "one" if len(found.halts) == 1 else f"these {len(found.halts)} together"
        say(wrapped(f"It takes {many} to keep {title} from ever beginning:"))
        say(*(wrapped(f"- {halt_told(text, path)} ({path})", indent="  ", hang="  ") for path in found.halts))
        if len(found.halts) > 1:
            say("Fewer do not." if found.proved else "Whether fewer would do is not decided.")
        if found.witness is not None:
            say("", "As it could go, made up:", *(wrapped(line, indent="  ", hang="  ") for line in course(text, found.witness)))
