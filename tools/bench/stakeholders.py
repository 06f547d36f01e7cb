"""The register of stakeholders: pages, exports and imports, compared with django-import-export."""

import csv
import io

import tablib
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader

from tools.bench.figures import browser, line, median_ms, seconds_of, set_up, tidied_up

PAGES = {
    "list": "/stakeholders/",
    "list, two filters": "/stakeholders/?group=15&country=DE",
    "list, common word": "/stakeholders/?q=vector",
    "duplicates": "/stakeholders/duplicates/",
}
YARDSTICK_ROWS = 2_000
RESOURCE_FIELDS = ("name", "email", "organisation", "groups", "countries", "position")


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
    from stakeholders.tests.real_lists import file_of_a_real_list

    def preview(data):
        batch = new_batch(by=None, by_name="bench", data=data, file_name="bench")
        replan(batch)
        return batch

    files = {
        "300 contacts": people(300),
        "10,000 contacts": people(10_000),
        "10,000 rows of a real-shaped list": file_of_a_real_list(10_000),
    }
    for name, data in files.items():
        seconds, batch = seconds_of(preview, data)
        line(f"preview of {name}", seconds, "s")
        seconds, batch = seconds_of(commit, batch, by=None)
        line(f"commit of {name}", seconds, "s")
        seconds, _ = seconds_of(undo, batch, by=None)
        line(f"undo of {name}", seconds, "s")
    compare(preview, commit, undo)


def compare(preview, commit, undo):
    """Import one file of new contacts in three ways, each with its preview: by this portal, by
    django-import-export as its documentation writes a resource, and by one that is tuned for speed.

    Only the first one finds people by several addresses and by name, reads words that are not
    codes, keeps history and can be undone; the tuned one leaves out the checks of the model too.
    """
    from stakeholders.models import Contact, Organisation

    rows = people(YARDSTICK_ROWS)

    def ours():
        return commit(preview(rows), by=None)

    seconds, batch = seconds_of(ours)
    undo(batch, by=None)
    line(f"{YARDSTICK_ROWS:,} rows: preview and commit here", YARDSTICK_ROWS / seconds, "rows/s")
    data = tablib.Dataset().load(rows.decode(), format="csv")
    data.headers = list(RESOURCE_FIELDS)
    places = [Organisation.objects.create(name=name) for name in sorted(set(data["organisation"]))]
    for name, resource in (("stock", stock_resource()), ("tuned bulk", tuned_resource())):

        def run(resource=resource):
            resource().import_data(data, dry_run=True, raise_errors=True)
            resource().import_data(data, raise_errors=True, use_transactions=True)

        other, _ = seconds_of(run)
        written = Contact.objects.filter(organisation__in=places)
        if written.count() != YARDSTICK_ROWS:
            raise RuntimeError(f"The {name} resource wrote {written.count()} rows.")
        written.delete()
        ratio = f", {other / seconds:.1f} x the time of ours"
        line(f"the same by a {name} resource", YARDSTICK_ROWS / other, "rows/s", ratio)
    Organisation.objects.filter(pk__in=[place.pk for place in places]).delete()


def stock_resource():
    """Return a resource as the documentation of django-import-export has it, with its defaults."""
    from stakeholders.models import Contact, Organisation

    class Stock(resources.ModelResource):
        organisation = fields.Field(
            column_name="organisation",
            attribute="organisation",
            widget=widgets.ForeignKeyWidget(Organisation, field="name"),
        )

        class Meta:
            model = Contact
            import_id_fields = ("email",)
            fields = RESOURCE_FIELDS

    return Stock


def tuned_resource():
    """Return a resource that works in bulk, reads all lookups once and omits differences and
    checks."""
    from stakeholders.models import Contact, Organisation

    class Known(widgets.ForeignKeyWidget):
        def clean(self, value, row=None, **options):
            if not hasattr(self, "known"):
                self.known = {place.name: place for place in self.get_queryset(value, row)}
            return self.known[value]

    class Tuned(resources.ModelResource):
        organisation = fields.Field(
            column_name="organisation",
            attribute="organisation",
            widget=Known(Organisation, field="name"),
        )

        def before_save_instance(self, instance, row, **options):
            instance.derive()

        class Meta:
            model = Contact
            import_id_fields = ("email",)
            fields = RESOURCE_FIELDS
            instance_loader_class = CachedInstanceLoader
            use_bulk = True
            batch_size = 1000
            skip_diff = True
            skip_html_diff = True

    return Tuned


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
