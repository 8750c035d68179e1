"""What may a key sign, by the scope that it was registered with? Whether it is still good is asked in `keyring`."""

from safeconduct.record import key_acts
from safeconduct.record.body import Body, seconds_of
from safeconduct.record.keyring import Key

ANY_TIME = "roots.recovered/1"
"""The one act that an organisation may need when the window of every key of it is over."""


def out_of_scope(key: Key, kind: str, body: Body) -> str:
    """Say what of an act lies outside the scope of its key; empty if nothing does."""
    if key.is_root:
        return "" if key_acts.is_own(kind) else "a root key signs acts of the record only"
    if key.role not in key_acts.SIGNING_ROLES or key.scope is None:
        return f"a {key.role} key signs no acts"
    scope = key.scope
    if kind == ANY_TIME:
        return ""
    if key.over >= 0:
        return f"its key has signed a time behind its window itself, at {key.over}: the window is over"
    if not scope.start <= seconds_of(body.at) < scope.until:
        return f"{body.at} lies outside the window of its key"
    if kind in ("key.registered/1", "key.revoked/1", "key.compromised/1"):
        return ""
    if not scope.covers_type(kind):
        return f"its key may sign {', '.join(scope.types)}, not {kind}"
    if scope.posts and not key_acts.is_own(kind) and body.act.get("post") not in scope.posts:
        return f"its key acts for the post {' or '.join(scope.posts)} only"
    if scope.places and not key_acts.is_own(kind) and not said_places(body) <= set(scope.places):
        return f"its key is for {' or '.join(scope.places)} only"
    return ""


def said_places(body: Body) -> set[str]:
    """Give the places that an act names as those where it is done. Where that lies which it is about, is not known here."""
    return {said for field in ("place", "site", "zone") if isinstance(said := body.act.get(field), str) and said}
