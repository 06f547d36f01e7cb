import gzip

from django.db import models

from registers import parse_raw, protocol_of

from .. import choices


class RegisterRecord(models.Model):
    """The statement of a register on a trial in one country (EUCTR) or as a whole (CTIS).

    Two different records of the same number and country exist; `ordinal` distinguishes them. The
    record is kept as the register sent it; it may contain contact persons and is for staff only.
    """

    register = models.CharField(max_length=10, choices=choices.Register)
    number = models.CharField(max_length=17)
    country = models.CharField(max_length=3, blank=True, help_text="3rd for a third country")
    ordinal = models.PositiveSmallIntegerField(default=0)
    trial = models.ForeignKey("Trial", on_delete=models.CASCADE, related_name="records")
    is_lead = models.BooleanField(
        "lead record",
        default=False,
        editable=False,
        help_text="Yes for the one record of a trial whose texts are shown.",
    )
    packed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    source_file = models.CharField(max_length=200, blank=True)
    updated_on = models.DateField("updated in the register", null=True, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField("last changed", null=True, blank=True)
    created_by_run = models.ForeignKey(
        "SyncRun", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # A record that is missing once is not gone: see trials.sync.missing.
    missed_full_runs = models.PositiveSmallIntegerField(default=0, editable=False)
    gone_since = models.DateTimeField("no longer in the register since", null=True, editable=False)
    is_demo = models.BooleanField("demonstration", default=False)

    class Meta:
        ordering = ("register", "number", "country", "ordinal")
        constraints = [
            models.UniqueConstraint(
                name="register_record_is_unique",
                fields=["register", "number", "country", "ordinal"],
            ),
            models.UniqueConstraint(
                name="one_lead_record_per_trial", fields=["trial"], condition=models.Q(is_lead=True)
            ),
        ]
        indexes = [
            models.Index(name="record_last_seen", fields=["is_demo", "-last_seen_at"]),
            models.Index(name="record_register_seen", fields=["register", "-last_seen_at"]),
            # New records are found among many by this index, without reading the rows.
            models.Index(name="record_news", fields=["trial", "first_seen_at", "changed_at"]),
            models.Index(name="record_first_seen", fields=["first_seen_at", "trial"]),
            models.Index(name="record_changed", fields=["changed_at", "trial"]),
        ]

    @classmethod
    def last_seen(cls):
        """Return when a register was last read, of real records if there are any; None if never."""
        newest = cls.objects.order_by("is_demo", "-last_seen_at").values_list("last_seen_at")
        return next((seen for (seen,) in newest[:1]), None)

    @classmethod
    def last_seen_by_register(cls):
        """Return [(register in words, when it was last read)] of the registers with records. An
        invented register is named so.

        Each asks an index for its first entry: a maximum over all records would read all of them.
        """
        newest = cls.objects.order_by("-last_seen_at").values_list("last_seen_at", "is_demo")
        seen = [(each, newest.filter(register=each).first()) for each in choices.Register]
        return [
            (f"Invented register in the form of {each.label}" if found[1] else each.label, found[0])
            for each, found in seen
            if found
        ]

    def __str__(self):
        country = f"/{self.country}" if self.country else ""
        second = f" ({self.ordinal + 1})" if self.ordinal else ""
        return f"{self.get_register_display()} {self.number}{country}{second}"

    @property
    def raw(self):
        """Return the record's bytes as the register sent them."""
        return gzip.decompress(self.packed)

    def parsed(self):
        return parse_raw(self.register, self.raw)

    def protocol(self):
        return protocol_of(self.parsed())


class RecordVersion(models.Model):
    """An earlier text of a record, from one change to the next. `run` is the run that
    replaced it, None where a file did."""

    record = models.ForeignKey(RegisterRecord, on_delete=models.CASCADE, related_name="versions")
    run = models.ForeignKey("SyncRun", on_delete=models.SET_NULL, null=True, related_name="+")
    packed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64)
    number = models.CharField(max_length=17)
    updated_on = models.DateField(null=True)
    valid_from = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("-replaced_at", "-pk")

    def __str__(self):
        return f"{self.record} until {self.replaced_at:%Y-%m-%d}"

    def parsed(self):
        return parse_raw(self.record.register, gzip.decompress(self.packed))


class RecordProblem(models.Model):
    """A record that could not be read or stored. A later run that reads it deletes this row."""

    register = models.CharField(max_length=10, choices=choices.Register)
    record = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=300)
    reason = models.TextField()
    packed = models.BinaryField(editable=False, default=b"")
    run = models.ForeignKey(
        "SyncRun", on_delete=models.SET_NULL, null=True, related_name="problems"
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-last_seen_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="record_problem_is_unique", fields=["register", "record", "place"]
            )
        ]

    def __str__(self):
        return f"{self.record or self.place}: {self.reason}"

    @property
    def raw(self):
        return gzip.decompress(self.packed) if self.packed else b""
