"""Which task of a post fits which step, where the text gives the step to a whole organisation and not to a post.

A step that is not named here fits every post: anyone who is present may halt a movement. Source: IDDRS 4.10 and 4.20.
"""

from collections.abc import Mapping

from safeconduct.agreement.programme import Task

_SPEAKS = frozenset({Task.LIAISON, Task.CONTROL, Task.LEGAL, Task.OTHER})
_JUDGES = frozenset({Task.LEGAL, Task.OTHER})
_TAKES_IN = frozenset({Task.REGISTRAR, Task.RECEPTION, Task.OTHER})
_KEEPS = frozenset({Task.STORES, Task.WEAPONS, Task.EXPLOSIVES, Task.OTHER})

FITTING: Mapping[str, frozenset[Task]] = {
    "offer": _SPEAKS | {Task.INTERPRETER},
    "hold_fire": _SPEAKS,
    "way_out": _SPEAKS | {Task.RECEPTION, Task.REGISTRAR, Task.ESCORT},
    "reception": _TAKES_IN,
    "age": frozenset({Task.CHILD_PROTECTION}),
    "child_care": frozenset({Task.CHILD_PROTECTION}),
    "consent": _JUDGES | {Task.REGISTRAR},
    "hand_over": _KEEPS | {Task.REGISTRAR},
    "assessment": _KEEPS,
    "contest": _SPEAKS | _KEEPS,
    "custody": _KEEPS,
    "disposal": _KEEPS,
    "notice": _SPEAKS | {Task.REGISTRAR},
    "screening": _JUDGES,
    "assurance": _SPEAKS | {Task.REGISTRAR},
    "hold": _JUDGES,
    "review": _JUDGES,
    "places": _SPEAKS,
    "acceptance": _SPEAKS,
    "protection_test": _JUDGES,
    "papers": _JUDGES | {Task.REGISTRAR},
    "choice": _JUDGES | {Task.REGISTRAR},
    "stay": _TAKES_IN,
    "transfer": frozenset({Task.ESCORT, Task.CONTROL, Task.OTHER}),
    "after_arrival": _SPEAKS,
    "objection": _SPEAKS,
    "ruling": _JUDGES,
    "revoking": _JUDGES,
    "reviewing": _JUDGES,
}
"""The tasks that fit each step, and what the text gives besides."""
