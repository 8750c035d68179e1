"""A program that asks the interface, with a token or without one, and signs with a key of its own."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import act_id
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.web.accounts.models import Account
from safeconduct.web.api.models import Scope, Token
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client

ALL = tuple(scope.value for scope in Scope)


class Program:
    """Asks by a token of an account; as the public without one."""

    def __init__(self, account: Account | None = None, scopes: tuple[str, ...] = ALL, **more: Any) -> None:
        self.account, self.client, self.token, self.text = account, client(), None, ""
        self.seed = ed25519.new_seed()
        if account is not None:
            self.token, self.text = Token.give(now=timezone.now(), days=1, account=account, label="test", scopes=list(scopes),
                                               **more)  # fmt: skip

    @property
    def kid(self) -> str:
        """Return the id of its key."""
        return kid_of(ed25519.public_of(self.seed)).hex()

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.text}"} if self.text else {}) | more

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Ask for something."""
        return self.client.get(f"/api/1{path}", headers=self._headers(headers))

    def post(self, path: str, data: Any = None, *, key: str | None = "", kind: str = "application/json",
             **headers: str) -> HttpResponse:  # fmt: skip
        """Send something. `key` None sends no key of the request, an empty one a new key."""
        more = {} if key is None else {"Idempotency-Key": key or secrets.token_hex(8)}
        body = data if isinstance(data, bytes) else json.dumps({} if data is None else data).encode()
        return self.client.post(f"/api/1{path}", data=body, content_type=kind, headers=self._headers(more | headers))

    def every(self, path: str, limit: int = 3) -> list[Any]:
        """Return a whole list, part by part."""
        found, cursor = [], ""
        while True:
            sign = "&" if "?" in path else "?"
            answer = self.get(f"{path}{sign}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            assert answer.status_code == 200, answer.content
            data = answer.json()
            assert len(data["items"]) <= limit
            found += data["items"]
            cursor = data["next"]
            if not cursor:
                return found

    # ---- keys and acts ----

    def with_key(self) -> Program:
        """Register its key, signed with the root keys of the exercise."""
        assert self.account is not None
        with worked() as record:
            origin = record.desk.records.origin
        proof = prove(self.seed, origin=origin, org=self.account.org, role="officer")
        answer = self.post("/keys", {"public": ed25519.public_of(self.seed).hex(), "proof": proof.hex()})
        assert answer.status_code == 200, answer.content
        with worked() as record:
            for number in (0, 1):
                at = timezone.now().isoformat(timespec="seconds")
                signed = record.training.sign(record.desk, self.account.org, f"root-{number}", answer.json()["act"], at=at)
                record.desk.take_in([signed])
        return self

    def act(self, type_: str, /, **fields: Any) -> dict[str, Any]:
        """Return an act of its seat, happened just now."""
        assert self.account is not None
        now = timezone.now()
        post = {"post": self.account.post} if self.account.post else {}
        return {"type": type_, "id": f"t-{secrets.token_hex(6)}", "actor": self.account.org, **post,
                "happened": (now - timedelta(minutes=1)).isoformat(timespec="seconds"),
                "recorded": now.isoformat(timespec="seconds"), **fields}  # fmt: skip

    def prepared(self, act: dict[str, Any], kid: str = "") -> HttpResponse:
        """Have an act prepared."""
        return self.post("/acts/prepare", {"act": act, "kid": kid or self.kid}, key=None)

    def signed(self, act: dict[str, Any]) -> dict[str, str]:
        """Return an act as it is handed in."""
        answer = self.prepared(act)
        assert answer.status_code == 200, answer.content
        return self.leafed(base64.b64decode(answer.json()["body"]))

    def leafed(self, body: bytes, seed: bytes | None = None) -> dict[str, str]:
        """Return a body with a leaf over it."""
        leaf = sign_leaf(seed or self.seed, act_id(body))
        return {"body": base64.b64encode(body).decode(), "leaf": base64.b64encode(leaf).decode()}

    def hand_in(self, act: dict[str, Any], **more: Any) -> HttpResponse:
        """Have an act prepared, sign it, hand it in."""
        return self.post("/acts", self.signed(act), **more)


def size() -> int:
    """Return how many acts the record has."""
    with worked() as record:
        return record.desk.docket.size
