"""A request that writes may come twice: the answer to the first may have been lost. It is done once, and answered the same.

The sender names each request with a key of its own. The same key with another request is refused.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.web.api import problems
from safeconduct.web.api.models import ANSWER_KEPT, Answered, Token
from safeconduct.web.api.problems import Problem

HEADER = "HTTP_IDEMPOTENCY_KEY"
_KEY = re.compile(r"[\x21-\x7e]{8,64}")
GIVEN_UP = timedelta(minutes=2)
"""After so long without an answer the first try is taken to have died."""


def once(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a request, or give the answer that it got before. Raises Invalid without a key, Problem for that of another."""
    token: Token = request.token  # type: ignore[attr-defined]
    key = request.META.get(HEADER, "")
    if not _KEY.fullmatch(key):
        raise Invalid([Fault(code="SC015", message="what writes needs a header Idempotency-Key", path="Idempotency-Key",
                             remedy="send 8 to 64 characters that no other request of this token has, such as a random number")])
    now, asked = timezone.now(), sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    Answered.objects.filter(at__lt=now - ANSWER_KEPT).delete()
    before = _begun(token, key, asked, now)
    if isinstance(before, HttpResponse):
        return before
    try:
        answer = view()
    except Exception:
        # Nothing was written, so there is nothing to repeat: it is asked anew.
        before.delete()
        raise
    before.status = answer.status_code
    before.seal(msgspec.json.encode([answer.headers["Content-Type"], answer.content]))
    before.save(update_fields=["status", "answer"])
    return answer


def _begun(token: Token, key: str, asked: str, now: datetime) -> Answered | HttpResponse:
    try:
        with transaction.atomic():
            return Answered.objects.create(token=token, key=key, request=asked, at=now)
    except IntegrityError:
        pass
    found = Answered.objects.filter(token=token, key=key).first()
    if found is None or (found.status == 0 and found.request == asked and found.at < now - GIVEN_UP):
        Answered.objects.filter(token=token, key=key, status=0).delete()
        return _begun(token, key, asked, now)
    if found.request != asked:
        raise Problem(problems.KEY_REUSED)
    opened = found.opened() if found.status else None
    if opened is None:
        raise Problem(problems.STILL_ANSWERED, headers={"Retry-After": "1"})
    kind, content = msgspec.json.decode(opened, type=tuple[str, bytes])
    return HttpResponse(content, status=found.status, content_type=kind, headers={"Idempotency-Replayed": "true"})
