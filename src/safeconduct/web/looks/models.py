"""What was shown that is shown once: the name of the act by which it was given, and when. Neither what it was, nor of whom."""

from django.db import models


class Shown(models.Model):
    """Something that was given once. Two processes cannot both write it down."""

    name = models.CharField(primary_key=True, max_length=240)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
