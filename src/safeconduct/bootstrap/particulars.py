"""Made-up particulars for a demonstration, so that what takes two has something to show. Nobody is called so."""

from contextlib import closing
from itertools import islice, product

from safeconduct.bootstrap.folder import SUBJECTS, RecordFolder
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.bootstrap.training import Training
from safeconduct.caseload.persons.acts import Presented
from safeconduct.record import ed25519
from safeconduct.record.body import act_id
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.vault import KEPT
from safeconduct.store.examine import Sealed, Signed
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.vault import StoredVault

MOST = 60
"""For how many people something is kept."""
_FIRST = ("Ruwa", "Teno", "Ilmar", "Soreh", "Kadun", "Minet", "Oslen", "Dabir")
_LAST = ("Telembe", "Orvandi", "Halsun", "Peroit", "Quenda", "Ystrael", "Brumel", "Vashti-Ko")
_NEEDS = ("an interpreter", "insulin, kept cool", "a wheelchair on the bus", "a place without stairs")


def keep_made_up(folder: RecordFolder, training: Training, desk: Desk, *, at: str) -> int:
    """Keep a name, and of some a need, of the people of a demonstration. Gives of how many. `at` is the time, with offset."""
    records = desk.records
    if desk.agreement.programme is None or not isinstance(records, StoredRecords):
        return 0
    persons = desk.docket.office.persons.cases
    presented = [(entry.act.case, entry.act.actor) for entry in desk.docket.office.entries
                 if isinstance(entry.act, Presented) and not entry.missing]  # fmt: skip
    presented.sort(key=lambda one: bool(persons[one[0]].closed))  # those who are still there first
    with closing(SubjectKeys(folder.path / SUBJECTS)) as keys:
        vault = StoredVault(records.log.database, keys)
        people = zip(islice(presented, MOST), product(_FIRST, _LAST), strict=False)
        for place, ((case, org), names) in enumerate(people):
            given = [("name", " ".join(names)), *([("need", _NEEDS[place % len(_NEEDS)])] if place % 3 == 0 else [])]
            sealed = [vault.keep(case, kind, text.encode()) for kind, text in given]
            seed = training.seed(org, "device")
            body = desk.prepare({"type": KEPT, "att": [one.c.hex() for one in sealed]}, org=org, at=at,
                                kid=kid_of(ed25519.public_of(seed)),
                                attachments=tuple(one.attached for one in sealed))  # fmt: skip
            beside = tuple(Sealed(one.c, one.ciphertext, one.subject) for one in sealed)
            records.append([Signed(sign_leaf(seed, act_id(body)), body, beside)])
    return min(len(presented), MOST)
