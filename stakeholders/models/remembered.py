from django.db import models
from django.utils import timezone

from ..choices import DataUse
from ..hashes import address_hash, hashes_of_all_keys, person_hash


class RememberedRefusalQuerySet(models.QuerySet):
    def remember(self, hashes, use, *, source=""):
        """Store a refusal of people whom the register does not know yet."""
        rows = [self.model(key_hash=each, use=use, source=source[:200]) for each in sorted(hashes)]
        self.bulk_create(rows, batch_size=500, ignore_conflicts=True)

    def uses_of(self, emails, name):
        """Return the remembered refusals of a person with these addresses and this name."""
        hashes = hashes_of(emails, name)
        found = self.filter(key_hash__in=hashes).values_list("use", flat=True) if hashes else ()
        return [use for use in DataUse if use in set(found)]

    def forget(self, emails, name, uses):
        """Forget refusals that the person has lifted."""
        self.filter(key_hash__in=hashes_of(emails, name), use__in=uses).delete()


class RememberedRefusal(models.Model):
    """A refusal of somebody who was not in the register at the time: of an address in a list of
    unsubscribed ones, or of a person who is missing in a restored backup.

    A contact that is added later with the address, or the address and the name, gets the refusal.
    Without the secret key of the portal the hash identifies nobody.
    """

    key_hash = models.CharField(max_length=64, help_text="Of an address, or of a person at one")
    use = models.CharField(max_length=12, choices=DataUse)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = RememberedRefusalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="refusal_remembered_once", fields=["key_hash", "use"])
        ]

    def __str__(self):
        return f"Remembered refusal {self.pk}: {self.get_use_display()}"


def hashes_of(emails, name):
    """Return the hashes of a person: of each address, alone and with the name."""
    return {
        each
        for email in emails
        if email
        for each in (
            *hashes_of_all_keys(address_hash, email),
            *hashes_of_all_keys(person_hash, email, name),
        )
    }
