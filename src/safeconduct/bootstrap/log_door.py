"""The log's own door for reading, from its folder: the checkpoint last shown, tiles, policies, genesis act, keys."""

from threading import Lock

from safeconduct.bootstrap.folder import RecordFolder
from safeconduct.mirror.door import Application, log_door
from safeconduct.record import jsonform
from safeconduct.record.published import write_keys
from safeconduct.store.alarms import refuse_alarmed
from safeconduct.store.open import open_store
from safeconduct.store.orders import Following
from safeconduct.store.publish import Shows
from safeconduct.store.reading import Reading


def door_of(folder: RecordFolder, shows: Shows = Shows.HASHES) -> Application:
    """Give the WSGI application. Nothing is shown of what came after the checkpoint that was last shown outside.

    Raises VerificationFailed while an alarm of the second reading is open; one that comes later shuts the door too.
    """
    database = open_store(folder.url)
    refuse_alarmed(database)
    reading, following = Reading(database), Following(database, folder.genesis.digest)
    genesis = jsonform.write(folder.genesis_act)
    made: dict[int, dict[str, bytes]] = {}
    one_at_a_time = Lock()

    def shown() -> int:
        refuse_alarmed(database)
        found = reading.shown()
        return found[0] if found else 0

    def files(name: str) -> bytes | None:
        size = shown()
        if not size:
            return None
        if name == "checkpoint":
            return reading.note(size)
        with one_at_a_time:
            if size not in made:
                keyring = following.catch_up().state.keyring
                policies = keyring.policies_at(size)
                made.clear()
                made[size] = {"genesis": genesis, "policy": policies.witnessed.encode(),
                              "policy-sealed": policies.sealed.encode(), "keys": write_keys(keyring, size)}  # fmt: skip
            return made[size].get(name)

    return log_door(files, shown, reading.file, folder.genesis.act.origin, shows=shows)
