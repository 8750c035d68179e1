"""What is never held about anyone: no field, no word of a code, no heading of an export may be made for it.

What is not held cannot be stolen, and nobody can be made to give it. The words are looked for as whole parts of a name.
"""

from collections.abc import Iterable, Mapping

NEVER: Mapping[str, frozenset[str]] = {
    "a hiding place": frozenset("hiding hideout hidden tunnel tunnels shelter cave".split()),
    "a route of arrival": frozenset("route routes trail".split()),
    "a unit": frozenset("brigade battalion company platoon squad cell regiment".split()),
    "a commander": frozenset("commander commanders leader superior rank".split()),
    "a telephone or a device": frozenset("phone telephone mobile imei imsi iccid mac handset whatsapp telegram".split()),
    "relations other than family kept together": frozenset("associate associates contacts friend friends network".split()),
    "a position": frozenset("lat lon latitude longitude coordinates position point gps geo location".split()),
    "allegiance": frozenset("affiliation allegiance faction ideology religion sect ethnicity tribe clan".split()),
    "a guess about a person": frozenset("risk score predicted likelihood rating face biometric fingerprint iris dna".split()),
}
"""What is never held, and the words that would name it."""

SOUND: Mapping[str, str] = {
    "assembly_point": "a code word, strictly confidential, for a meeting point before people are received",
    "assembly_point_not_a_code": "a refusal, where what stands there could be a place",
    "phone_broadcast": "how an offer was made to everyone in a zone; no number",
}
"""Names that hold such a word and mean something else, each with what they mean."""


def offends(name: str) -> str:
    """Say what a name would hold that is never held; empty if nothing."""
    if name in SOUND:
        return ""
    parts = set(name.lower().replace("-", "_").replace(".", "_").replace(" ", "_").split("_"))
    return next((what for what, words in NEVER.items() if words & parts), "")


def refused(names: Iterable[str]) -> dict[str, str]:
    """Give the names among some headings, fields or words of a search that would hold what is never held, and what."""
    return {name: what for name in names if (what := offends(name))}
