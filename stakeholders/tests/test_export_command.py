"""Contacts out by command: the same rows, rules and event as from the page."""

import hashlib
import json
import stat

import pytest
from django.core.management import CommandError, call_command

from stakeholders.models import ExportEvent, SavedList

from .factories import make_contact, user_in
from .test_exports import EXPORT, everybody, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    return user_in("coordinator", username="carla")


def run(path, *options, capsys, purpose="survey", by="carla"):
    """Exit status and the last line of standard output."""
    try:
        call_command("export_stakeholders", path, f"--purpose={purpose}", f"--by={by}", *options)
        status = 0
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, out.strip().splitlines()[-1] if out else "", err


def test_the_file_is_the_one_of_the_page(client, carla, tmp_path, capsys):
    everybody()
    client.force_login(carla)
    page = client.post(EXPORT, {"choice": "survey:csv", "query": "consent=given"}).content
    path = tmp_path / "list.csv"

    status, line, _ = run(path, "--query=consent=given", "--json", capsys=capsys)

    first, second = ExportEvent.objects.order_by("pk")
    content = path.read_bytes()
    assert status == 0
    assert names(content) == names(page) == {"Consent given"}
    kept = ("by", "purpose", "format", "query", "filter_text", "columns", "count", "left_out")
    assert [getattr(first, name) for name in kept] == [getattr(second, name) for name in kept]
    assert second.sha256 == hashlib.sha256(content).hexdigest()
    assert json.loads(line) == {
        "export": second.pk,
        "count": 1,
        "found": 4,
        "total": 9,
        "left_out": {"opted_out": 1, "do_not_contact": 1, "no_email": 1},
        "sha256": second.sha256,
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_saved_list_and_single_contacts(carla, tmp_path, capsys):
    ana, bo = make_contact(name="Ana"), make_contact("09", name="Bo")
    saved = SavedList.objects.create(name="Patients", query="group=15")

    assert run(tmp_path / "1.csv", "--list=Patients", capsys=capsys)[0] == 0
    assert run(tmp_path / "2.csv", f"--ids=C{bo.pk}", capsys=capsys)[0] == 0

    assert names((tmp_path / "1.csv").read_bytes()) == {"Ana"}
    assert names((tmp_path / "2.csv").read_bytes()) == {"Bo"}
    assert saved.last_export.entries.get().contact == ana


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--by=nobody"], "There is no active account nobody."),
        (["--by=mia"], "mia may not export contacts."),
        (["--query=group=99"], "99 is not one of the values"),
        (["--query=q=nobody"], "The file would not contain any contact"),
        (["--list=None"], "There is no saved list None."),
        (["--list="], "There is no saved list without a name."),
        (["--ids=Ana"], "--ids takes numbers"),
        (["--ids="], "--ids takes numbers"),
        (["--format=vcf"], "not offered for survey invitation. Choose one of: CSV"),
    ],
)
def test_a_refusal_leaves_no_file_and_no_event(carla, tmp_path, capsys, options, message):
    user_in("member", username="mia")
    make_contact()
    path = tmp_path / "list.csv"

    status, _, err = run(path, *options, capsys=capsys)

    assert status == 2
    assert message in err
    assert not path.exists()
    assert not ExportEvent.objects.exists()


def test_a_file_that_exists_stays_as_it_is(carla, tmp_path, capsys):
    make_contact()
    path = tmp_path / "list.csv"
    path.write_text("mine")

    status, _, err = run(path, capsys=capsys)

    assert (status, path.read_text()) == (2, "mine")
    assert "exists already" in err
    assert not ExportEvent.objects.exists()


def test_a_purpose_is_compulsory(carla, tmp_path):
    with pytest.raises(CommandError, match="--purpose"):
        call_command("export_stakeholders", tmp_path / "list.csv", "--by=carla")
