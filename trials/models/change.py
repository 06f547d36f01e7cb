import hashlib

from django.db import models


class DataChange(models.Model):
    """A random token that is replaced whenever a trial changes: every statement that writes trials,
    in any way, leaves a new random token here (see trials/database.py).

    PostgreSQL writes one row per connection, so that no transaction waits for another; SQLite,
    which has one writer at a time, writes one row in all. Because tokens are random, what a
    transaction that was rolled back had seen is never taken for what another one wrote.
    """

    slot = models.IntegerField(primary_key=True)
    token = models.CharField(max_length=36)

    class Meta:
        verbose_name = "change of data"
        verbose_name_plural = "changes of data"

    def __str__(self):
        return self.token

    @classmethod
    def version(cls):
        """Return a token that changes whenever a trial changes."""
        tokens = cls.objects.order_by("slot").values_list("token", flat=True)
        return hashlib.sha256(" ".join(tokens).encode()).hexdigest()[:16]
