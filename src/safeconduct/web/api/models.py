"""What is kept for programs: tokens, and the answers to requests that may come twice. No secret is kept as it is."""

import base64
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safeconduct.web.accounts.models import Account

SIGN = "sc1_"
"""How every token begins, so that one that was left somewhere is found and known for what it is."""
LONGEST_DAYS = 90
"""How long a token can be good: as long as the key of an officer."""
ANSWER_KEPT = timedelta(hours=24)


class Scope(models.TextChoices):
    """What a token is for. No token does what its account may not."""

    READ = "read", _("Read what everyone may read")
    SEAT = "seat", _("Read as this seat")
    PREPARE = "prepare", _("Prepare acts to be signed")
    SUBMIT = "submit", _("Hand in acts that were signed elsewhere, and keys")
    ACCOUNT = "account", _("See and end sessions and tokens of this account")


class Token(models.Model):
    """Lets a program in as an account. Only the SHA-256 of the token is kept. `handle` is its name, and opens nothing.

    `types`: the types of acts it may prepare and hand in; empty means all. `forced`: it was made in a session under duress, and
    what is handed in with it is written down as forced.
    """

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    handle = models.CharField(max_length=16, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    types = models.JSONField(default=list)
    made = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    forced = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.label

    @classmethod
    def give(cls, *, now: datetime, days: int, **fields: Any) -> tuple["Token", str]:
        """Make a token. Gives it and its text, which is nowhere else."""
        text = SIGN + secrets.token_urlsafe(32)
        made = cls.objects.create(digest=_digest(text), handle=secrets.token_hex(8), made=now,
                                  until=now + timedelta(days=min(days, LONGEST_DAYS)), **fields)  # fmt: skip
        return made, text

    @classmethod
    def find(cls, text: str, now: datetime) -> "Token | None":
        """Give the token with a text while it and its account are open, and note the day on which it was used."""
        found = cls.objects.filter(digest=_digest(text)).select_related("account").first()
        if found is None or found.ended is not None or now >= found.until or not found.account.is_open(now):
            return None
        if found.used_on != now.date():  # the day is enough to see that somebody uses it, and says little else
            cls.objects.filter(pk=found.pk).update(used_on=now.date())
        return found

    def is_for(self, scope: Scope) -> bool:
        """Whether it is for something."""
        return scope.value in self.scopes

    def covers(self, kind: str) -> bool:
        """Whether acts of a type may be prepared and handed in with it."""
        return not self.types or kind in self.types


def open_tokens(account: Account, now: datetime) -> "models.QuerySet[Token]":
    """Give the tokens of an account that still let in, the newest first."""
    return Token.objects.filter(account=account, ended=None, until__gt=now).order_by("-made", "-pk")


def end_tokens(account: Account, now: datetime) -> None:
    """End every token of an account."""
    Token.objects.filter(account=account, ended=None).update(ended=now)


class Answered(models.Model):
    """A request that writes, by the key its sender gave it, and the answer it got: sealed, for one day.

    `status` 0 says that it is still being answered.
    """

    id = models.BigAutoField(primary_key=True)
    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_one_answer")]  # noqa: RUF012

    def __str__(self) -> str:
        return f"{self.status}"

    def seal(self, answer: bytes) -> None:
        """Keep an answer so that the disk alone does not tell it."""
        self.answer = Fernet(settings.FACTOR_KEY).encrypt(answer)

    def opened(self) -> bytes | None:
        """Give the answer; None where the key of the server was changed."""
        try:
            return Fernet(settings.FACTOR_KEY).decrypt(bytes(self.answer))
        except InvalidToken:
            return None


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()


def fernet_of(secret: bytes) -> Fernet:
    """Give what seals and opens with a secret of 32 bytes."""
    return Fernet(base64.urlsafe_b64encode(secret))
