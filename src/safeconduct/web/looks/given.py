"""What whoever asked is given once it is signed: particulars shown once, a file, the word that something is erased.

Only whoever signed it gets it, in the minutes after. It is kept nowhere: a file is made again, and is the one whose digest was
signed. That something was shown is kept where all processes of the server see it, so it is shown once by all of them together.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from safeconduct.access import acts
from safeconduct.access.approvals import Filed
from safeconduct.access.exporting import as_csv, as_json, digest_of, table_of
from safeconduct.access.knowing import Viewer
from safeconduct.access.unmasking import numbers_told
from safeconduct.access.view import kinds_seen
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.office import Office
from safeconduct.web.looks.kept import Told, told
from safeconduct.web.looks.models import Shown
from safeconduct.web.looks.signing import Here

GIVEN_FOR = timedelta(minutes=10)
"""How long after it was signed something is given."""
KEPT_FOR = GIVEN_FOR * 6
"""How long it is noted that something was shown: longer than it could be asked for, whatever the clocks of two processes say."""
_GIVING = (acts.Revealed, acts.Exported, acts.Deleted, acts.GlassBroken)


class File(NamedTuple):
    """A file as it was signed for."""

    name: str
    media: str
    data: bytes


FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}


def given(asking: Here, name: str) -> Filed | None:
    """Give the act by which something is given to whoever asks now; None where there is none, or its time is over."""
    office, viewer = asking.office, asking.viewer
    found = next((one for one in reversed(office.two.filed) if one.act.id == name), None)
    if found is None or not isinstance(found.act, _GIVING) or found.by.seat != viewer.seat:
        return None
    if found.by.kid.hex() not in (*asking.keys, asking.training):
        return None
    return found if utc(found.at) <= utc(asking.now) < utc(found.at) + GIVEN_FOR else None


def numbers(asking: Here, one: Filed) -> tuple[str, ...] | None:
    """Give the cases that an act is about, once, to whoever two have let see them. None: it was shown."""
    asked = _asked(asking, one)
    if not first_time(one.act.id, asking.now):
        return None
    return numbers_told(asking.viewer, asking.office.two.named_by(asked.of), asking.office)


def unmasks(asking: Here, one: Filed) -> bool:
    """Whether what is given are numbers."""
    return isinstance(one.act, acts.Revealed) and _asked(asking, one).action == "unmask"


def _asked(asking: Here, one: Filed) -> acts.Requested:
    asked: acts.Requested = asking.office.two.about(one.act.of)[0].act
    return asked


def particulars(asking: Here, one: Filed) -> dict[str, list[Told]] | None:
    """Give what is shown of each case: for a request once, behind a broken glass for some minutes. None: it was shown."""
    if isinstance(one.act, acts.GlassBroken):
        cases, fields = one.act.cases, one.act.fields
    else:
        asked = _asked(asking, one)
        cases, fields = asked.cases, asked.fields
        if not first_time(one.act.id, asking.now):
            return None
    return {case: told(asking.record, case, _kinds(asking, case, fields)) for case in cases}


def picture(asking: Here, one: Filed, mark: str) -> Told | None:
    """Give a picture that the page of particulars has named, once."""
    if isinstance(one.act, acts.GlassBroken):
        cases, fields = one.act.cases, one.act.fields
    elif isinstance(one.act, acts.Revealed) and was_shown(one.act.id) and first_time(f"{one.act.id} {mark}", asking.now):
        asked = _asked(asking, one)
        cases, fields = asked.cases, asked.fields
    else:
        return None
    kept = (each for case in cases for each in told(asking.record, case, _kinds(asking, case, fields)))
    return next((each for each in kept if each.picture and each.picture == mark), None)


def _kinds(asking: Here, case: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    seen = kinds_seen(asking.viewer, case, asking.office, revealed=frozenset(fields))
    return tuple(kind for kind in seen if kind in fields)


def first_time(name: str, now: datetime) -> bool:
    """Note that something is shown, and say whether it is the first time. Of several that come at once one is, in any process."""
    Shown.objects.filter(at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            Shown.objects.create(name=name, at=now)
    except IntegrityError:
        return False
    return True


def was_shown(name: str) -> bool:
    """Whether something was shown already."""
    return Shown.objects.filter(pk=name).exists()


def file_of(viewer: Viewer, asked: acts.Requested, office: Office, format_: str) -> tuple[int, bytes]:
    """Make the file that a request asks for. Gives how many rows it has, and its bytes."""
    table = table_of(viewer, asked, office)
    return len(table.rows), FORMATS[format_][0](table)


def file_again(asking: Here, one: Filed) -> File | None:
    """Make a file again as it was when it was signed for; None where what it was made of has changed since."""
    asked = _asked(asking, one)
    for format_, (_write, media) in FORMATS.items():
        _rows, data = file_of(asking.viewer, asked, asking.office, format_)
        if digest_of(data) == one.act.digest:
            return File(f"{asked.id}.{format_}", media, data)
    return None
