"""The network half of a run: every answer is kept as a page before anything is read out of it.

A run that is taken over finds its pages and asks only for the missing ones.
"""

import gzip
import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import cached_property

from registers.ctis_client import CtisClient
from registers.euctr_client import PAGE_SIZE, EuctrClient, EuctrQuery
from registers.fetching import Fetcher, NotFound, Unavailable, WrongAnswer

from ..models import RegisterPage, RegisterRecord, RunQuery, SearchQuery, SyncRun
from .compare import trial_key
from .lease import hold, note_progress, turn
from .problems import note_problem
from .safety import Unsafe, check_count

EUCTR_NUMBER = re.compile(rb"^Summary[ \t]*\r?\nEudraCT Number: *(\d{4}-\d{6}-\d{2})", re.MULTILINE)
OVERLAP = timedelta(days=7)  # an incremental run looks back further than the last one
FEED_REACHES = timedelta(days=7)
NUMBERS_PER_REQUEST = PAGE_SIZE
MAX_REFUSED_IN_SUCCESSION = 5  # records of CTIS; then it is not a matter of one record
EUCTR_PHASES = {"I": "phase-one", "II": "phase-two", "III": "phase-three", "IV": "phase-four"}
CTIS_PHASE_CODES = {
    "I": [1, 2, 3, 7, 8, 9],
    "II": [4, 7, 8, 9, 10],
    "III": [5, 10, 11],
    "IV": [6, 11],
}


def fetcher(register, renew):
    """Return a rate-limited fetcher of a register; every request renews the lease."""
    base = {"euctr": settings.EUCTR_URL, "ctis": settings.CTIS_URL, "pubmed": settings.PUBMED_URL}
    made = Fetcher(
        base[register],
        timeout=settings.REGISTER_TIMEOUT_SECONDS,
        contact=settings.CONTACT_EMAIL or settings.SITE_URL,
        ca_bundle=settings.REGISTER_CA_BUNDLE,
        turn=lambda: _turn(made.host, renew),
    )
    return made


def _turn(host, renew):
    renew()
    return turn(
        host,
        delay=settings.REGISTER_DELAY_SECONDS,
        longest=settings.REGISTER_TIMEOUT_SECONDS + 15,
    )


def fetch_pages(run, renew):
    """Fetch the run's pages; raise `RegisterError` or `Unsafe`, and then nothing is applied."""
    with fetcher(run.register, renew) as connection:
        if run.register == "euctr":
            EuctrPages(run, EuctrClient(connection)).fetch()
        else:
            CtisPages(run, CtisClient(connection)).fetch()


def queries_of(run):
    """Return (text, phases) of the run: its own texts, else the active search queries."""
    if run.texts:
        return [(text, ()) for text in run.texts]
    listed = SearchQuery.objects.filter(register=run.register, is_active=True)
    return [(query.text, query.phase_list) for query in listed]


class Pages:
    """The common part of both registers: counting, storing pages, knowing the stored ones."""

    def __init__(self, run, client):
        self.run, self.client = run, client
        self.kept = dict(run.pages.values_list("key", "sha256"))

    @cached_property
    def known(self):
        """Return the keys of this register's trials that the portal has."""
        records = RegisterRecord.objects.filter(register=self.run.register).order_by()
        return {trial_key(record) for record in records.only("register", "number").iterator()}

    def fetch(self):
        if self.run.kind == SyncRun.Kind.TRIAL:
            self.fetch_trial()
        elif self.run.kind == SyncRun.Kind.INCREMENTAL:
            self.fetch_changes()
        else:
            self.fetch_queries()

    def known_until(self):
        """Return the day of the last complete run; without one, a day earlier than all records."""
        last = SyncRun.objects.brought_changes(self.run.register).order_by("-started_at").first()
        return last.started_at.date() if last else date.min + OVERLAP

    def since(self):
        """Return the day from which an incremental run asks."""
        return self.run.since or self.known_until() - OVERLAP

    @transaction.atomic
    def note_count(self, text, phases, found):
        check_count(self.run, text, " ".join(phases), found)
        hold(self.run)
        RunQuery.objects.update_or_create(
            run=self.run, text=text, phases=" ".join(phases), defaults={"found": found}
        )

    @transaction.atomic
    def note_new(self, text, phases, numbers):
        """Store how many trials of a query were new, which shows whether the query is useful."""
        hold(self.run)
        named = {trial_key(RegisterRecord(register=self.run.register, number=n)) for n in numbers}
        queries = RunQuery.objects.filter(run=self.run, text=text, phases=" ".join(phases))
        queries.update(new=len(named - self.known))

    def expect(self, trials):
        note_progress(self.run, expected=trials)

    @transaction.atomic
    def keep(self, key, data, trials, refused=0):
        """Store a page of so many trials; the register did not send the records of `refused`."""
        digest = hashlib.sha256(data).hexdigest()
        self.kept[key] = digest
        note_progress(
            self.run,
            attempts=0,
            fetched=F("fetched") + trials,
            seen=F("seen") + refused,
            failed=F("failed") + refused,
            current=key[:600],
        )
        RegisterPage.objects.create(
            run=self.run,
            key=key[:600],
            packed=gzip.compress(data, compresslevel=3, mtime=0),
            sha256=digest,
            trials=trials,
        )

    def most_pages(self, pages):
        return min(pages, self.run.limit) if self.run.limit else pages


class EuctrPages(Pages):
    def fetch_trial(self):
        self.expect(1)
        self._fetch_numbers([self.run.number])

    def fetch_changes(self):
        """Fetch the trials of the seven-day feed, and those entered since if the last run was
        earlier.

        Older trials that changed in between are read by the next full run, because the register
        does not state when it changed a record.
        """
        numbers, entered = set(), []
        is_fed = (self.run.since or self.known_until()) >= timezone.now().date() - FEED_REACHES
        for text, phases in queries_of(self.run):
            query = euctr_query(text, phases)
            changed = self.client.changed_numbers(query)
            self.note_count(text, phases, len(changed))
            self.note_new(text, phases, changed)
            numbers |= changed
            if not is_fed:
                query = replace(query, date_from=self.since().isoformat())
                entered.append((query, self.client.count(query)))
        self.expect(len(numbers) + sum(self._trials(found) for _, found in entered))
        self._fetch_numbers(sorted(numbers))
        for query, found in entered:
            self._fetch_query(query, found)

    def _fetch_numbers(self, numbers):
        """Fetch records of trials by number, in batches of one page; raise Unsafe if none of a
        batch is sent."""
        for start in range(0, len(numbers), NUMBERS_PER_REQUEST):
            batch = numbers[start : start + NUMBERS_PER_REQUEST]
            key = f"trials {batch[0]} to {batch[-1]}"
            if key in self.kept:
                continue
            data = self.client.page(EuctrQuery(text=" OR ".join(batch)), 1)
            found = numbers_in(data)
            missing = sorted(set(batch) - found)
            if len(missing) == len(batch):
                raise Unsafe(
                    f"EUCTR was asked for {', '.join(missing)} and sent none of them. Nothing was "
                    "written."
                )
            for number in missing:
                reason = "EUCTR lists this trial among the changes and did not send it."
                note_problem(self.run, number, f"EUCTR, {number}", reason)
            self.keep(key, data, len(batch), len(missing))

    def fetch_queries(self):
        wanted = []
        for text, phases in queries_of(self.run):
            found = self.client.count(euctr_query(text, phases))
            self.note_count(text, phases, found)
            wanted.append((text, phases, found))
        self.expect(sum(self._trials(found) for *_, found in wanted))
        for text, phases, found in wanted:
            self.note_new(text, phases, self._fetch_query(euctr_query(text, phases), found))

    def _trials(self, found):
        return min(found, self.run.limit * PAGE_SIZE) if self.run.limit else found

    def _fetch_query(self, query, found):
        """Keep the pages of a query; return the numbers of its trials."""
        pages = -(-found // PAGE_SIZE)
        numbers, digests = set(), set()
        for number in range(1, self.most_pages(pages) + 1):
            key = f"{query.text} {' '.join(query.phases)} page {number}".replace("  ", " ")
            if key not in self.kept:
                data = self.client.page(query, number)
                self.keep(key, data, min(PAGE_SIZE, found - (number - 1) * PAGE_SIZE))
            page = self.run.pages.get(key=key[:600])
            if page.sha256 in digests:
                raise Unsafe(
                    f"EUCTR sent the same page twice for {query.text!r}, page {number} of {pages}."
                    " Nothing was written."
                )
            digests.add(page.sha256)
            numbers |= numbers_in(page.data)
        if len(numbers) != self._trials(found):
            raise Unsafe(
                f"EUCTR announced {self._trials(found):,} trials for {query.text!r} and sent "
                f"{len(numbers):,}. Nothing was written; the next run tries again."
            )
        return numbers


def euctr_query(text, phases):
    return EuctrQuery(text=text, phases=tuple(EUCTR_PHASES[phase] for phase in phases))


def numbers_in(data):
    """Return the numbers of the trials on a full-text page without parsing it."""
    return {number.decode() for number in EUCTR_NUMBER.findall(data)}


class CtisPages(Pages):
    refused_in_succession = 0

    def fetch_trial(self):
        self.expect(1)
        self._fetch_records(f"trial {self.run.number}", [self.run.number])

    def fetch_changes(self):
        self._fetch_searches(self.since())

    def fetch_queries(self):
        self._fetch_searches(date.min)

    def _fetch_searches(self, since):
        wanted = {}
        for text, phases in queries_of(self.run):
            found, numbers = self._search(text, phases, since)
            self.note_count(text, phases, found)
            self.note_new(text, phases, numbers)
            wanted.update(dict.fromkeys(numbers, text))
        self.expect(len(wanted))
        numbers = list(wanted)
        for start in range(0, len(numbers), NUMBERS_PER_REQUEST):
            batch = numbers[start : start + NUMBERS_PER_REQUEST]
            self._fetch_records(f"trials {batch[0]} to {batch[-1]}", batch)

    def _search(self, text, phases, since):
        """Return (announced total, numbers of the trials updated since).

        Pages are read until one has no updated trial, because the order within a page is not
        strict.
        """
        criteria = {"containAny": text}
        if phases:
            codes = {code for phase in phases for code in CTIS_PHASE_CODES[phase]}
            criteria["trialPhaseCode"] = sorted(codes)
        numbers, page = {}, 1
        while True:
            answer = self.client.search(criteria, page)
            check_count(self.run, text, " ".join(phases), answer.total)
            fresh = [row for row in answer.rows if _updated(row) >= since]
            numbers.update(dict.fromkeys(row["ctNumber"] for row in fresh))
            last = page >= self.most_pages(-(-answer.total // 100))
            if not answer.rows or not fresh or last:
                break
            page += 1
        complete = since == date.min and not self.run.limit
        if complete and len(numbers) != answer.total:
            raise Unsafe(
                f"CTIS announced {answer.total:,} trials for {text!r} and listed {len(numbers):,}. "
                "Nothing was written; the next run tries again."
            )
        return answer.total, list(numbers)

    def _fetch_records(self, key, numbers):
        if key in self.kept:
            return
        records, refused = [], []
        for number in numbers:
            try:
                records.append(self.client.record(number))
                self.refused_in_succession = 0
            except (NotFound, WrongAnswer, Unavailable) as error:
                # One record that CTIS lists but does not send must not stop all others.
                note_problem(self.run, number, f"CTIS, {number}", str(error))
                refused.append(error)
                self.refused_in_succession += 1
                if self.refused_in_succession == MAX_REFUSED_IN_SUCCESSION:
                    raise Unsafe(
                        f"CTIS lists trials up to {number} and did not send the record of "
                        f"{self.refused_in_succession} in succession. Nothing was written. The "
                        f"last answer: {error}"
                    ) from error
        if self.run.kind == SyncRun.Kind.TRIAL and refused:
            raise refused[0]
        self.keep(key, b"\n".join(records), len(numbers), len(refused))


def _updated(row):
    """Return the day of a search row's last change; a row without one counts as changed today."""
    days = []
    for key in ("lastUpdated", "lastPublicationUpdate"):
        try:
            day, month, year = (int(part) for part in str(row.get(key)).split("/"))
            days.append(date(year, month, day))
        except ValueError:
            continue
    return max(days, default=timezone.now().date())
