"""The register of stakeholders: pages, exports and imports, compared with django-import-export."""

import csv
import io

import tablib
from import_export import fields, resources, widgets

from tools.bench.figures import browser, line, median_ms, seconds_of, set_up, tidied_up

PAGES = {
    "list": "/stakeholders/",
    "list, two filters": "/stakeholders/?group=15&country=DE",
    "list, common word": "/stakeholders/?q=vector",
    "duplicates": "/stakeholders/duplicates/",
}
YARDSTICK_ROWS = 1000


def people(number):
    """Return a csv file of new contacts, 40 per organisation."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "E-mail", "Organisation", "Groups", "Country", "Position"])
    for n in range(number):
        place, group = f"Bench Institute {n // 40}", n % 15 + 1
        writer.writerow([f"Bench {n}", f"p{n}@bench.example", place, group, "PT", "Chair"])
    return text.getvalue().encode()


def imports():
    from stakeholders.imports import commit, new_batch, replan, undo

    def preview(data):
        batch = new_batch(by=None, by_name="bench", data=data, file_name="bench")
        replan(batch)
        return batch

    for number in (300, 10_000):
        seconds, batch = seconds_of(preview, people(number))
        line(f"preview of {number:,} contacts", seconds, "s")
        written, batch = seconds_of(commit, batch, by=None)
        line(f"commit of {number:,} contacts", written, "s")
        undone, _ = seconds_of(undo, batch, by=None)
        line(f"undo of {number:,} contacts", undone, "s")
    compare(number, seconds + written)


def compare(number, seconds):
    """Measure preview and import of the same file with a plain django-import-export resource."""
    from stakeholders.models import Contact, Organisation

    rows = people(YARDSTICK_ROWS).decode()
    data = tablib.Dataset().load(rows, format="csv")
    data.headers = ["name", "email", "organisation", "groups", "countries", "position"]
    names = sorted(set(data["organisation"]))
    places = [Organisation.objects.create(name=name) for name in names]

    def run():
        plain_resource()().import_data(data, dry_run=True, raise_errors=True)
        plain_resource()().import_data(data, raise_errors=True, use_transactions=True)

    plain, _ = seconds_of(run)
    Contact.objects.filter(organisation__in=places).delete()
    Organisation.objects.filter(pk__in=[place.pk for place in places]).delete()
    ratio = (plain / YARDSTICK_ROWS) / (seconds / number)
    line("preview and import by a plain resource", YARDSTICK_ROWS / plain, "rows/s")
    line("preview and commit here", number / seconds, "rows/s", f", {ratio:.1f} x the plain one")


def plain_resource():
    """Return a resource as in the documentation of django-import-export, with preview."""
    from stakeholders.models import Contact, Organisation

    class Plain(resources.ModelResource):
        organisation = fields.Field(
            column_name="organisation",
            attribute="organisation",
            widget=widgets.ForeignKeyWidget(Organisation, field="name"),
        )

        class Meta:
            model = Contact
            import_id_fields = ("email",)
            fields = ("name", "email", "organisation", "groups", "countries", "position")
            clean_model_instances = True
            skip_unchanged = True

    return Plain


def exports(client):
    """Measure the export of each purpose as a workbook, and compare a plain resource."""
    from stakeholders.models import Contact

    def ours(purpose):
        choice = {"choice": f"{purpose}:xlsx"}
        return seconds_of(client.post, "/stakeholders/export/", choice)[0]

    number = Contact.objects.count()
    line(f"export of {number:,} contacts as xlsx, survey", ours("survey"), "s")
    backup = ours("backup")
    line(f"export of {number:,} contacts as xlsx, every column", backup, "s")

    class Plain(resources.ModelResource):
        class Meta:
            model = Contact
            exclude = ("search_text", "sort_name", "name_key", "owner", "created_at", "updated_at")

        organisation = resources.Field(attribute="organisation__name")
        city = resources.Field(attribute="organisation__city")
        other_emails = resources.Field()
        engagement = resources.Field()

        def dehydrate_other_emails(self, contact):
            return "; ".join(row.email for row in contact.other_emails.all())

        def dehydrate_engagement(self, contact):
            return "; ".join(row.get_kind_display() for row in contact.engagements.all())

    rows = Contact.objects.select_related("organisation")
    rows = rows.prefetch_related("engagements", "other_emails")
    plain, _ = seconds_of(lambda: Plain().export(rows).export("xlsx"))
    line("the same by a plain resource", plain, "s", f", {plain / backup:.1f} x as long")


def pages(client, title):
    for name, address in PAGES.items():
        line(f"{title}: {name}", median_ms(client.get, address), "ms")


def main():
    set_up()
    from django.contrib.auth.models import User

    from stakeholders import demo

    user, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    client = browser(user)
    for number in (312, 10_000, 20_000):
        demo.load(number)
        tidied_up()
        if number == 10_000:
            exports(client)
        else:
            pages(client, f"{number:,} contacts")
    demo.load(312)
    imports()


if __name__ == "__main__":
    main()
