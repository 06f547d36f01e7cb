"""Times the register of stakeholders on the database of the environment; see tools.bench."""

import csv
import io
import os
import statistics
import time

import django

ROUNDS = 9
PAGES = {
    "list": "/stakeholders/",
    "list, two filters": "/stakeholders/?group=15&country=DE",
    "list, common word": "/stakeholders/?q=vector",
    "duplicates": "/stakeholders/duplicates/",
}
YARDSTICK_ROWS = 1000


def line(name, value, unit, rest=""):
    print(f"  {name:<56} {value:8.1f} {unit}{rest}", flush=True)


def people(number):
    """A csv file of new contacts at organisations of 40 each."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "E-mail", "Organisation", "Groups", "Country", "Position"])
    for n in range(number):
        place, group = f"Bench Institute {n // 40}", n % 15 + 1
        writer.writerow([f"Bench {n}", f"p{n}@bench.example", place, group, "PT", "Chair"])
    return text.getvalue().encode()


def timed(action):
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def imports():
    from stakeholders.imports import commit, new_batch, replan, undo

    for number in (300, 10_000):

        def preview(number=number):
            batch = new_batch(by=None, by_name="bench", data=people(number), file_name="bench")
            replan(batch)
            return batch

        seconds, batch = timed(preview)
        line(f"preview of {number:,} contacts", seconds, "s")
        written, batch = timed(lambda batch=batch: commit(batch, by=None))
        line(f"commit of {number:,} contacts", written, "s")
        undone, _ = timed(lambda batch=batch: undo(batch, by=None))
        line(f"undo of {number:,} contacts", undone, "s")
    compare(number, seconds + written)


def compare(number, seconds):
    """The same job by a plain resource of django-import-export: a preview, then the import."""
    from import_export import resources
    from tablib import Dataset

    from stakeholders.models import Contact

    class Plain(resources.ModelResource):
        class Meta:
            model = Contact
            import_id_fields = ("email",)
            fields = ("email", "name", "position")
            clean_model_instances = True
            skip_unchanged = True

    rows = [(f"y{n}@bench.example", f"Bench {n}", "Chair") for n in range(YARDSTICK_ROWS)]
    data = Dataset(*rows, headers=["email", "name", "position"])

    def run():
        Plain().import_data(data, dry_run=True, raise_errors=True)
        Plain().import_data(data, dry_run=False, raise_errors=True, use_transactions=True)

    plain, _ = timed(run)
    mine = Contact.objects.filter(email__startswith="y", email__endswith="@bench.example")
    mine.delete()
    ratio = (plain / YARDSTICK_ROWS) / (seconds / number)
    line("preview and import by a plain resource", YARDSTICK_ROWS / plain, "rows/s")
    line("preview and commit here", number / seconds, "rows/s", f", {ratio:.1f} x the plain one")


def pages(client, title):
    for name, address in PAGES.items():
        times = [timed(lambda address=address: client.get(address))[0] for _ in range(ROUNDS)]
        line(f"{title}: {name}", statistics.median(times) * 1000, "ms")


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from stakeholders import demo

    call_command("migrate", verbosity=0)
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    for number in (312, 10_000, 20_000):
        demo.load(number)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if number == 10_000:
            for purpose in ("survey", "backup"):
                choice = {"choice": f"{purpose}:xlsx"}
                seconds, _ = timed(
                    lambda choice=choice: client.post("/stakeholders/export/", choice)
                )
                line(f"export of {number:,} contacts as xlsx, {purpose}", seconds, "s")
        else:
            pages(client, f"{number:,} contacts")
    demo.load(312)
    imports()


if __name__ == "__main__":
    main()
