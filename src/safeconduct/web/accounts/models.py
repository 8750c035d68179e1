"""What is kept of those who sign in. No name, no address, no telephone: an account is a seat in an organisation."""

import secrets
import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

ID = RegexValidator(r"^[a-z][a-z0-9_]{0,59}\Z", _("An id of the agreement has small letters, digits and low lines."))
SIGN_IN_NAME = RegexValidator(
    r"^[a-z][a-z0-9-]{2,39}\Z", _("A sign-in name has 3 to 40 small letters, digits and dashes, and begins with a letter.")
)
OFFICER = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{0,39}\Z", _("The number of an officer has up to 40 small letters, digits and dashes. It is no name.")
)
SLIP_HOURS = 72
"""How long a slip lets somebody in."""
WAIT_HOURS = 72
"""How long a way back in waits where no second colleague agrees: no session lasts as long, so its officer signs in meanwhile."""


class Accounts(BaseUserManager["Account"]):
    """Makes and finds accounts."""

    def create(self, **fields: Any) -> "Account":
        """Make an account. The password is hashed here; without one nobody can sign in with a password."""
        password = fields.pop("password", None)
        account = self.model(**fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    create_user = create


class Account(AbstractBaseUser):
    """Somebody's seat: an organisation, perhaps a post of it, a window. Who the person is stands nowhere in it.

    `manages`: may let others of the same organisation in, and help them back in. `made_up`: an identity of a demonstration.
    `told`: the accounts of those colleagues that are told of an alarm, all who manage accounts where it is empty.
    `officer`: which officer it is, by the number in a list that the organisation keeps elsewhere. Whoever has several accounts
    has one number in all of them; empty where nobody has written it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("sign-in name"), max_length=40, unique=True, validators=[SIGN_IN_NAME])
    org = models.CharField(max_length=60, validators=[ID])
    post = models.CharField(max_length=60, blank=True, validators=[ID])
    language = models.CharField(max_length=10, blank=True)
    manages = models.BooleanField(default=False)
    made_up = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    until = models.DateTimeField(null=True, blank=True)
    duress = models.CharField(max_length=256, blank=True)
    forced_word = models.CharField(max_length=256, blank=True)
    told = models.JSONField(default=list, blank=True)
    told_by_force = models.JSONField(default=list, blank=True)
    officer = models.CharField(max_length=40, blank=True, validators=[OFFICER])
    let_in_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("org",)
    objects = Accounts()

    def __str__(self) -> str:
        return self.username

    def is_open(self, now: datetime) -> bool:
        """Whether it lets anyone in at a moment."""
        return self.is_active and (self.until is None or now < self.until) and (settings.DEMO or not self.made_up)

    def first_of_line(self) -> "Account":
        """Give the account that whoever runs the server let in, and from which this one came, slip by slip.

        One hand can hold every account of a line: whoever begins it could have made up all the others.
        """
        found = self
        while found.let_in_by is not None:
            found = found.let_in_by
        return found

    def let_in(self, other: "Account") -> bool:
        """Whether another account came in by a slip of this one, or by one of somebody it let in."""
        found = other.let_in_by
        while found is not None and found.pk != self.pk:
            found = found.let_in_by
        return found is not None

    def is_same_officer(self, other: "Account") -> bool:
        """Whether the list of their organisation says that two accounts belong to one officer."""
        return self.pk == other.pk or (self.org == other.org and bool(self.officer) and self.officer == other.officer)

    def set_duress(self, word: str) -> None:
        """Keep the word that signs in under duress; an empty one takes it away."""
        self.duress = make_password(word) if word else ""

    def set_word_chosen_by_force(self, word: str) -> None:
        """Keep what was chosen by force, as password or as word. It signs in, and tells colleagues too."""
        self.forced_word = make_password(word) if word else self.forced_word

    def choose_password(self, password: str, *, given: str, forced: bool) -> None:
        """Take a new password; one that was chosen under duress takes the place of the word that was given as the old one."""
        if not forced:
            self.set_password(password)
        elif self.forced_word and check_password(given, self.forced_word):
            self.set_word_chosen_by_force(password)
        else:
            self.set_duress(password)

    def is_duress(self, word: str) -> bool:
        """Whether a password is a word that says: I am being forced. Costs the same where there is none."""
        found = [check_password(word, kept or _no_word()) and bool(kept) for kept in (self.duress, self.forced_word)]
        return any(found)


_NO_WORD: list[str] = []


def _no_word() -> str:
    if not _NO_WORD:
        _NO_WORD.append(make_password(secrets.token_urlsafe()))
    return _NO_WORD[0]


class Slip(models.Model):
    """A slip of paper with a code on it that lets one person in once: a new officer, or one who lost password or device.

    Only the SHA-256 of the code is kept.
    """

    JOIN, RECOVER = "join", "recover"

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=[(JOIN, "join"), (RECOVER, "recover")])
    org = models.CharField(max_length=60, validators=[ID])
    post = models.CharField(max_length=60, blank=True, validators=[ID])
    officer = models.CharField(max_length=40, blank=True, validators=[OFFICER])
    manages = models.BooleanField(default=False)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="slips")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="given")
    agreed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField()
    opens = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.org}"

    @classmethod
    def give(cls, *, now: datetime, **fields: Any) -> tuple["Slip", str]:
        """Make a slip. Gives it and the code, which is nowhere else. A way back in that a colleague gives opens later."""
        code = secrets.token_urlsafe(18)
        waits = fields["purpose"] == cls.RECOVER and fields.get("by") is not None
        opens = now + timedelta(hours=WAIT_HOURS) if waits else now
        return cls.objects.create(digest=sha256(code.encode()).hexdigest(), made=now, opens=opens, **fields), code

    @classmethod
    def find(cls, code: str, now: datetime) -> "Slip | None":
        """Give the slip with a code, if it is neither used nor too old."""
        found = cls.objects.filter(digest=sha256(code.encode()).hexdigest(), used=None).select_related("by", "account").first()
        if found is None or now >= found.ends or (found.account is not None and not found.account.is_active):
            return None
        # Whoever was closed lets nobody in any more, nor themselves under another name.
        return found if found.by is None or found.by.is_open(now) else None

    @property
    def ends(self) -> datetime:
        """From when on it is too old."""
        return (self.opens or self.made) + timedelta(hours=SLIP_HOURS)

    def is_open(self, now: datetime) -> bool:
        """Whether it lets somebody in already."""
        return self.opens is None or now >= self.opens

    def take(self, now: datetime) -> bool:
        """Use it up. Whether it was still there: two who come at once are not both let in.

        With a slip to come back in, all others for the same account are used up: one kept back would be a way in for later.
        """
        slips = type(self).objects.filter(used=None)
        taken = slips.filter(pk=self.pk).update(used=now) == 1
        if taken and self.account_id is not None:
            slips.filter(account_id=self.account_id).update(used=now)
        return taken


class Happened(models.Model):
    """What happened to an account, in coded words. Of an account it only grows."""

    at = models.DateTimeField()
    what = models.CharField(max_length=30)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="happened")
    org = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="did")

    def __str__(self) -> str:
        return f"{self.at} {self.what}"


class Alarms(models.Manager["Alarm"]):
    """Finds what was raised."""

    def get_queryset(self) -> "models.QuerySet[Alarm]":
        """Leave out what was done freely."""
        return super().get_queryset().filter(forced=True)


class Alarm(models.Model):
    """Somebody signed in, or signed, under duress. Shown to colleagues who manage accounts and were not left out.

    What is done freely is written down as well, with `forced` false: both take the same steps and the same time. An act waits
    for a colleague to countersign: `stands` says what they said. It lies here and not in the record, which whoever forces
    an officer can read.
    """

    at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="alarms")
    where = models.CharField(max_length=10, choices=[("sign_in", "sign_in"), ("act", "act")])
    act_id = models.CharField(max_length=64, blank=True)
    forced = models.BooleanField(default=True)
    seen_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    stands = models.BooleanField(null=True)
    said_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(null=True)

    objects = Alarms()
    written = models.Manager["Alarm"]()

    def __str__(self) -> str:
        return f"{self.at} {self.where}"


class Key(models.Model):
    """Which account holds which signing key. The private key is in a browser, and never here."""

    kid = models.CharField(max_length=16, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="keys")
    public = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.kid
