"""What came in becomes documents, and documents are read: here and now where they are short, else beside the pages.

The reader writes a file and no table, so a server that stopped in the middle begins again when the page is opened.
"""

import threading
from contextlib import nullcontext
from hashlib import sha256
from time import thread_time
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Prefetch, Q

from safeconduct.agreement.model import Agreement
from safeconduct.intake.bringing_in import brought
from safeconduct.intake.document import Document
from safeconduct.intake.draft import Reading
from safeconduct.intake.engine import Engine
from safeconduct.intake.gazetteer import gazetteer
from safeconduct.intake.made import Declared
from safeconduct.intake.model import NoModel
from safeconduct.intake.reading import Limits, read
from safeconduct.intake.republished import republication
from safeconduct.intake.shallow import Shallow
from safeconduct.kernel.errors import Fault
from safeconduct.web.reports import kept
from safeconduct.web.reports.models import FILED, OPEN, REJECTED, SIGNING, Drafted, Report
from safeconduct.web.reports.order import urgency
from safeconduct.web.shell import clock

WAITS = 4.0
"""How long a page waits for a document to be read, in seconds. A longer one is read on while the page says so."""
_COMPARED = 200
"""With how many of the last documents a new one is compared."""
LISTED = 100
"""How many stories stand on one page of the list."""
SHORT = 20_000
"""How many characters a document has at most that is read at once, whatever else is being read."""
_running: dict[str, threading.Thread] = {}
_lock, _one_at_a_time = threading.Lock(), threading.Lock()


class Taken(NamedTuple):
    """What became of bytes: new documents, those that were here before, and what of them could not be read."""

    new: list[Report]
    known: list[Report]
    refused: tuple[Fault, ...]


def taken(data: bytes, *, name: str, declared: Declared) -> Taken:
    """Keep what came in. Raises Invalid where nothing of it can be read."""
    found = brought(data, name=name, declared=declared)
    original = kept.originals().keep(data, name=name)
    new, known = list[Report](), list[Report]()
    for document in found.documents:
        key = sha256(f"{document.sha256}\n{document.text}".encode("utf-8", "replace")).hexdigest()[:16]
        here = Report.objects.filter(key=key, erased=False).first()
        if here is not None:
            known.append(here)
            continue
        kept.keep_document(key, document)
        new.append(_entered(key, document, original))
    return Taken(new, known, tuple(found.refused))


def _entered(key: str, document: Document, original: str) -> Report:
    same = _printed_again(document)
    fields = {"sha256": document.sha256, "original": original, "name": _short(document.name),
              "publisher": _short(document.publisher), "language": document.language[:10], "brought": clock.now(),
              "same_as": same, "erased": False, "drafted": False}  # fmt: skip
    return Report.objects.update_or_create(key=key, defaults=fields)[0]


def _short(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:200]


def _printed_again(document: Document) -> Report | None:
    """Give the document that this one prints again: the first of that story that came in."""
    for one in Report.objects.filter(erased=False).select_related("same_as").order_by("-id")[:_COMPARED]:
        if republication(document, kept.document(one.key)) is not None:
            return one.same_as if one.is_again else one
    return None


def engine() -> Engine:
    """Give the best engine that this machine has."""
    try:
        from safeconduct.intake.dep import Dep

        return Dep()
    except (ImportError, NoModel):
        return Shallow()


def is_read(report: Report, agreement: Agreement, *, wait: float = WAITS) -> bool:
    """Say whether a document is read, after a while at most; what is not being read begins to be."""
    if report.drafted:
        return True
    if kept.reading(report.key) is None and not kept.has_failed(report.key):
        _begun(report.key, agreement).join(wait)
    reading = kept.reading(report.key)
    if reading is None:
        return False
    _list(report, reading, kept.document(report.key))
    return True


def _begun(key: str, agreement: Agreement) -> threading.Thread:
    with _lock:
        thread = _running.get(key)
        if thread is None or not thread.is_alive():
            thread = _running[key] = threading.Thread(target=_read, args=(key, kept.document(key), agreement), daemon=True)
            thread.start()
        return thread


def _read(key: str, document: Document, agreement: Agreement) -> None:
    try:
        # A short document does not wait for a long one.
        with _one_at_a_time if len(document.text) > SHORT else nullcontext():
            known, best = gazetteer(agreement), engine()
            # The clock of this thread alone: what others ask of the server meanwhile is not counted against the document.
            kept.keep_reading(key, read(document, gazetteer=known, engine=best, limits=Limits(clock=thread_time)))
    except Exception:
        # Whatever it was, it may hold words of the document: it is told that it failed, and nothing else.
        kept.keep_failure(key)
    finally:
        with _lock:
            _running.pop(key, None)


def _list(report: Report, reading: Reading, document: Document) -> None:
    """List the drafts of a document that was read. Two who come at once list them once."""
    urgent = urgency(reading, document)
    with transaction.atomic():
        rows = [Drafted(report=report, number=one.number, urgency=urgent[one.number].sum) for one in reading.drafts]
        Drafted.objects.bulk_create(rows, ignore_conflicts=True)
        report.drafted, report.engine, report.unread = True, reading.engine[:100], len(reading.unread)
        report.save(update_fields=["drafted", "engine", "unread"])


def erased(report: Report) -> None:
    """Erase a document with its drafts and what was decided on them. What was filed stays in the record.

    The bytes it came in are erased when no other document came in them.
    """
    others = Report.objects.filter(original=report.original, erased=False).exclude(pk=report.pk).exists()
    filed = report.drafts.filter(state=FILED).exists()
    kept.erase(report.key, () if others else (report.original,))
    with transaction.atomic():
        # What was filed stays the root of those that print it again; else the next of them is.
        if not filed and (first := report.again.filter(erased=False).order_by("pk").first()) is not None:
            report.again.exclude(pk=first.pk).update(same_as=first)
            Report.objects.filter(pk=first.pk).update(same_as=None)
        report.drafts.all().delete()
        report.erased, report.name, report.publisher = True, "", ""
        report.save(update_fields=["erased", "name", "publisher"])


def stories(*, before: int | None = None) -> list[Report]:
    """Give the stories that came in last, each with its counts, and with those that print it again in `printed`."""
    counts = {f"{state}_count": Count("drafts", filter=Q(drafts__state=state)) for state in (OPEN, SIGNING, FILED, REJECTED)}
    printed = Prefetch("again", queryset=Report.objects.filter(erased=False).order_by("pk"), to_attr="printed")
    found = Report.objects.filter(Q(same_as=None) | Q(same_as__erased=True), erased=False).annotate(**counts)
    if before is not None:
        found = found.filter(pk__lt=before)
    listed = list(found.order_by("-id").prefetch_related(printed)[:LISTED])
    for one in listed:
        one.to_do = one.open_count + one.signing_count
    return listed
