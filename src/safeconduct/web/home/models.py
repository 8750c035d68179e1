"""How far an account has read on in the record. A place in the log and nothing else: neither what was read, nor about whom."""

from django.db import models

from safeconduct.web.accounts.models import Account


class ReadTo(models.Model):
    """The place in the log up to which an account has marked what is new to it as seen."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.place)
