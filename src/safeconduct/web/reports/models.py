"""What is kept of a document that was brought in, of each draft made from it, and of what a person decided.

The words of a document are in none of these tables: they lie in files (`kept`), which can be erased. How long a review took is
kept with the draft, without whose it was.
"""

from django.db import models

from safeconduct.web.accounts.models import Account

OPEN, REJECTED, SIGNING, FILED = "open", "rejected", "signing", "filed"
ACCEPT, EDIT, REJECT = "accept", "edit", "reject"
WHOLE = ""
"""The name of no field: a decision about the draft as a whole."""


class Report(models.Model):
    """A document. `original` is the hash of the bytes it came in, `sha256` that of its own; `same_as` the one it prints again."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=16, unique=True)
    sha256 = models.CharField(max_length=64)
    original = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    engine = models.CharField(max_length=100, blank=True)
    brought = models.DateTimeField()
    drafted = models.BooleanField(default=False)
    unread = models.PositiveIntegerField(default=0)
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="again")
    erased = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key

    @property
    def is_again(self) -> bool:
        """Say whether it prints a story again that is here: where that was erased, this one is looked at in its place."""
        return self.same_as is not None and not self.same_as.erased


class Drafted(models.Model):
    """A draft in review. `turn` counts the decisions, so that a page that is out of date decides nothing.

    `acts` are the ids of the acts that were made of it. `seconds` and `strokes` are what it took.
    """

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="drafts")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=OPEN)
    turn = models.PositiveIntegerField(default=0)
    urgency = models.IntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    strokes = models.PositiveIntegerField(default=0)
    acts = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="one_draft_a_number"),)

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number}"


class Decision(models.Model):
    """What a person decided on one field of a draft. The last one of a field counts; undoing takes the last one away.

    `value` is what stands in its place: nothing where the field was accepted as it was drafted, or rejected.
    """

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Drafted, on_delete=models.CASCADE, related_name="decisions")
    field = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=10)
    value = models.JSONField(null=True, blank=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.field} {self.what}"
