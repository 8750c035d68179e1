"""One act, checked with the whole log that it stands in. What a proof file alone shows is said in `verify_proof`."""

from safeconduct.record.audit import Checked, check
from safeconduct.record.body import Body, parse_body
from safeconduct.record.book import NOT_AN_ACT, OUT_OF_SCOPE, REDACTED
from safeconduct.record.faults import Bad
from safeconduct.record.grading import Graded
from safeconduct.record.keyring import Key, Keyring
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.published import Listed
from safeconduct.record.source import Source
from safeconduct.record.statement import UNKNOWN, Statement, grade_step, graded_as, told_by


def find(source: Source, asked: str) -> int:
    """Give the index of an act by its index or by (the beginning of) its id. Raises Bad where there is none, or several."""
    if not source.holds_leaves:
        raise Bad("verify.hashes", "only the hashes of the tree lie here, so an act is checked by its proof", where=source.name,
                  expected="ACT.proof --genesis genesis --keys keys")  # fmt: skip
    if asked.isdecimal() and len(asked) < 12:
        if int(asked) < source.size():
            return int(asked)
        raise Bad("verify.index", "the log does not reach as far", expected=f"below {source.size()}", got=asked)
    found = [place.index for place in source.places() if place.leaf[48:80].hex().startswith(asked.lower())]
    if len(found) != 1:
        raise Bad("verify.act", f"{len(found) or 'no'} acts of this log have an id that begins so", got=asked[:80])
    return found[0]


def verify_act(source: Source, index: int, digest: bytes | None, *, now: int) -> Statement:
    """Check one act of a log with all that came before and after it. Raises Bad with the first fault of an unsound log."""
    checked = check(source, digest, now=now)
    if not checked.audit.sound:
        raise checked.audit.faults[0]
    return state_act(checked, index, now=now)


def state_act(checked: Checked, index: int, *, now: int) -> Statement:
    """State one act of a log that was read and found sound. Raises Bad where the log does not reach as far."""
    reading, audit = checked.reading, checked.audit
    if not 0 <= index < audit.size:
        raise Bad("verify.index", "the log does not reach as far", expected=f"below {audit.size}", got=str(index))
    place = next(reading.source.places(index))
    leaf = parse_leaf(place.leaf)
    found = Statement(leaf.act_id.hex(), index=index, size=audit.size, signer=leaf.kid.hex(), origin=audit.origin,
                      training=audit.training)  # fmt: skip
    steps = [_trust_step(audit.digest, audit.on_paper, audit.by_list)]
    body = parse_body(place.body) if place.body is not None else None
    if reading.replay is not None:
        found = _by_replay(found, reading.replay.state.keyring, checked, body, steps)
    elif reading.by_list is not None:
        found = _by_list(found, reading.by_list.keys[leaf.kid], steps)
    found = _covered(found, checked, steps, now)
    if body is not None:
        fits = checked.reading.had(body.seen_size, body.seen_root, before=index)
        found = told_by(found, body)._replace(seen_size=body.seen_size, seen_fits=fits)
        found = found._replace(not_before=_not_before(body, fits, checked, steps))
    return found._replace(steps=tuple(steps))


def _trust_step(digest: bytes, on_paper: bool, by_list: bool) -> str:
    if not digest:
        return "no genesis act was given and none lies here: whose log this is is not shown"
    source = "as the reader gave it" if on_paper else "TAKEN FROM THE LOG ITSELF, to be compared with the paper"
    word = "; which keys came and went since is the word of the published list, for the bodies are not here" if by_list else ""
    return f"genesis act {digest.hex()}, {source}{word}"


def _by_replay(found: Statement, keyring: Keyring, checked: Checked, body: Body | None, steps: list[str]) -> Statement:
    """Say what the whole log shows: the key, the standing, the body."""
    replay = checked.reading.replay
    assert replay is not None
    standing, book, index = replay.standing(found.index), replay.state.book, found.index
    key = keyring.get(bytes.fromhex(found.signer))
    if standing.code == NOT_AN_ACT or key is None:
        steps.append(f"signature: not that of a key that the log knows: {standing.because}")
        return found._replace(standing=NOT_AN_ACT, because=standing.because, key_status="unknown", shown=False)
    status = _key_status(key, keyring, index, book.seq(index), standing.code)
    steps.append(f"signature of key {found.signer}, registered for {key.org}, over the act id: valid")
    steps.append(f"that key at index {index}: {status}")
    here = "present" if body is not None else "missing"
    if standing.code == REDACTED:
        by = standing.refs[0] if standing.refs else -1
        here = f"redacted by the act at {by}, {book.act_id(by).hex()}" if by >= 0 else "redacted"
    return found._replace(organisation=key.org, org=key.org, key_status=status, standing=standing.code,
                          because=standing.because, body=here)  # fmt: skip


def _key_status(key: Key, keyring: Keyring, index: int, seq: int, standing: str) -> str:
    """Say how a key stood. Without the body the number of the act is not known, and a closed key may have been good for it."""
    if seq < 0 and keyring.may_depend_on_number(key.kid, index):
        return UNKNOWN
    code = keyring.status_at(key.kid, index, seq).code
    return OUT_OF_SCOPE if code == "valid" and standing == OUT_OF_SCOPE else code


def _by_list(found: Statement, key: Listed, steps: list[str]) -> Statement:
    """Say what a list of keys shows: the signature, and whether the list has the key as open."""
    steps.append(f"signature of key {found.signer}, listed for {key.org}, over the act id: valid")
    steps.append(f"that key at index {found.index}: {key.at(found.index)}, by the list")
    return found._replace(
        organisation=key.org, listed=key.at(found.index), body="missing",
        because="without the bodies of the whole log the acts on keys cannot be read",
    )  # fmt: skip


def best_covering(checked: Checked, index: int) -> Graded | None:
    """Give the checkpoint over an act that has the best grade, the earliest of several; None if none covers it."""
    return max(_covering(checked, index), key=lambda one: (one.rank[0], -one.size), default=None)


def _covering(checked: Checked, index: int) -> list[Graded]:
    return [one for one in checked.trees.graded if one.size > index]


def _covered(found: Statement, checked: Checked, steps: list[str], now: int) -> Statement:
    """Say which checkpoint covers an act, and how much stands behind it."""
    covering = _covering(checked, found.index)
    steps.append(f"leaf {found.index} of {found.size}: in the tree whose root every checkpoint was compared with")
    best = best_covering(checked, found.index)
    if best is None:
        steps.append("no checkpoint covers the act: the log has not signed for it yet")
        return found
    first = min((one.witnessed_at for one in covering if one.witnessed_at >= 0), default=-1)
    steps.append(grade_step(best))
    return graded_as(found, best, now)._replace(not_after=first)


def _not_before(body: Body, fits: bool, checked: Checked, steps: list[str]) -> int:
    """Give when the checkpoint that the signer had seen was first cosigned, if that checkpoint was ever one of this log."""
    size = body.seen_size
    if size == 0:
        steps.append("its signer had seen no checkpoint: nothing shows that it was not signed earlier")
        return -1
    if not fits:
        steps.append(f"its signer names a checkpoint of {size} acts that THIS LOG NEVER HAD: shown another log, or made up")
        return -1
    steps.append(f"it was signed after the log had {size} acts: it names the root of these")
    times = [one.at for each in checked.trees.graded if each.size == size for one in each.cosigned]
    return min(times, default=-1)
