"""Values that a run must read: those of canary trials, and every field that records had before."""

import json

import pytest
from django.urls import reverse

from registers import protocol_of, read_bytes
from registers.invented.server import RegisterServer
from registers.tests.texts import euctr_file, euctr_text
from trials.models import CanaryTrial, RegisterRecord, Trial
from trials.sync.canaries import CANARY_FACTS, stored_values
from trials.sync.emptied_fields import FIELDS, MIN_RECORDS, emptied_in

from .factories import import_bytes
from .running import change, run

pytestmark = pytest.mark.django_db


def canary_of(server, **fields):
    """A canary that the server has, with the values that the portal has of it."""
    number = server.numbers("euctr")[0]
    canary = CanaryTrial(register="euctr", number=number)
    canary.expected = {**stored_values(canary), **fields}
    canary.save()
    return canary


def change_all(server, old, new, register="euctr"):
    for number in server.numbers(register):
        raw = server.raw(number)
        server.replace(raw.replace(old, new))


# Canaries


def test_a_canary_with_its_expected_values_lets_the_run_go_on(server):
    run()
    canary_of(server)

    assert run().state == "done"


def test_a_canary_that_is_read_with_another_value_stops_the_run(server):
    run()
    canary = canary_of(server)
    change(server, canary.number)

    finished = run()

    assert finished.state == "failed"
    assert f"canary trial {canary.number} is read with other values" in finished.message
    assert "title is “Changed title”" in finished.message
    assert "change the expected values" in finished.message
    assert not Trial.objects.filter(title="Changed title").exists()


def test_a_wrong_expected_value_is_named_with_the_right_one(server):
    run()
    canary_of(server, phase="IV")

    assert "but should be “IV”" in run().message


def test_a_canary_without_expected_values_must_keep_what_is_stored(server):
    run()
    number = server.numbers("euctr")[0]
    CanaryTrial.objects.create(register="euctr", number=number)
    change(server, number)
    assert run().state == "done"

    raw = server.raw(number)
    server.replace(raw.replace(b"B.1.1 Name of Sponsor:", b"B.1.7 Sponsor is called:"))

    assert "sponsor is empty" in run().message


def test_the_values_of_a_canary_are_those_of_the_stored_trial():
    import_bytes(euctr_file(euctr_text(title="Cells", phases=("I", "II"))))
    found = stored_values(CanaryTrial(register="euctr", number="2015-000001-11"))

    assert found["title"] == "Cells"
    assert found["phase"] == "I/II"
    assert found["first entered"] == "2015-03-01"
    assert found["countries"] == ["DE"]
    assert set(found) <= set(CANARY_FACTS)
    assert json.loads(json.dumps(found)) == found


def test_a_new_canary_takes_the_values_of_the_portal(admin_client):
    import_bytes(euctr_file(euctr_text(title="Cells")))

    admin_client.post(
        reverse("admin:trials_canarytrial_add"),
        {"register": "euctr", "number": "2015-000001-11", "expected": "{}"},
    )

    assert CanaryTrial.objects.get().expected["title"] == "Cells"


def test_expected_values_of_facts_that_do_not_exist_are_refused(admin_client):
    response = admin_client.post(
        reverse("admin:trials_canarytrial_add"),
        {"register": "euctr", "number": "2015-000001-11", "expected": '{"colour": "red"}'},
    )

    assert "the facts are: title, phase" in response.content.decode().replace("&quot;", '"')
    assert not CanaryTrial.objects.exists()


# Emptied fields


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b"B.1.1 Name of Sponsor:", b"B.1.7 Sponsor is called:", "name of the sponsor"),
        (b"E.1.1 Medical condition(s)", b"E.1.9 Medical issue(s)", "condition"),
        (b"N. Date of Competent Authority Decision:", b"N. Day of decision:", "decision"),
        (b"D.3.11.3", b"D.3.17.3", "class of a product"),
        (b"E.1.1.2 Therapeutic area", b"E.1.1.8 Area of therapy", "therapeutic area"),
        (b"D.1.2 and D.1.3 IMP Role", b"D.1.2 and D.1.3 Role of the IMP", "role of a product"),
    ],
)
def test_a_field_that_is_empty_in_all_records_stops_the_run(server, settings, old, new, field):
    settings.SYNC_CHANGE_LIMIT_PERCENT = 100
    run()
    before = RegisterRecord.objects.values_list("sha256", flat=True).order_by("pk")
    before = list(before)
    change_all(server, old, new)

    finished = run()

    assert finished.state == "failed"
    assert field in finished.message
    assert "nothing was written" in finished.message
    assert list(RegisterRecord.objects.values_list("sha256", flat=True).order_by("pk")) == before


def test_a_field_that_one_record_still_has_stops_no_run(server, settings):
    settings.SYNC_CHANGE_LIMIT_PERCENT = 100
    run()
    kept = server.raw(server.numbers("euctr")[0])
    change_all(server, b"B.1.1 Name of Sponsor:", b"B.1.7 Sponsor is called:")
    server.replace(kept.replace(b"A.3 Full title of the trial:", b"A.3 Full title of the trial: X"))

    assert run().state == "done"


def test_an_essential_field_is_missed_in_the_first_run_as_well(server):
    change_all(server, b"A.3 Full title", b"A.9 Whole title")

    finished = run()

    assert finished.state == "failed"
    assert "title" in finished.message
    assert not Trial.objects.exists()


def records_of(count, **fields):
    texts = (euctr_text(number=f"2015-0000{place:02}-11", **fields) for place in range(count))
    return list(read_bytes(euctr_file(*texts), "file"))


def test_every_field_is_found_empty_where_all_records_lose_it():
    filled = dict.fromkeys(FIELDS, False)
    with RegisterServer(trials=60) as server:
        for register in ("euctr", "ctis"):
            for number in server.numbers(register):
                for record in read_bytes(server.raw(number), "file"):
                    protocol = protocol_of(record)
                    filled = {name: filled[name] or bool(FIELDS[name](protocol)) for name in FIELDS}

    assert [name for name, is_filled in filled.items() if not is_filled] == []


def test_few_records_say_nothing():
    import_bytes(*(record.raw for record in records_of(MIN_RECORDS - 1)))

    assert emptied_in("euctr", records_of(MIN_RECORDS - 1, condition="")) == []


def test_a_field_that_was_always_empty_is_not_missed():
    import_bytes(*(record.raw for record in records_of(MIN_RECORDS, condition="")))

    assert emptied_in("euctr", records_of(MIN_RECORDS, condition="", title="Another")) == []


def test_new_records_without_an_essential_field_are_missed_beside_a_few_changed_ones():
    import_bytes(*(record.raw for record in records_of(2)))

    assert emptied_in("euctr", records_of(MIN_RECORDS, phases=())) == ["phase"]


def test_one_trial_without_a_phase_in_all_its_countries_is_read():
    countries = ("DE", "ES", "FR", "IT", "SE", "AT", "BE")
    texts = (euctr_text(country=country, phases=()) for country in countries)

    assert emptied_in("euctr", list(read_bytes(euctr_file(*texts), "file"))) == []


def test_an_import_of_files_that_lack_a_field_is_refused(tmp_path, capsys):
    from django.core.management import call_command

    import_bytes(*(record.raw for record in records_of(MIN_RECORDS)))
    path = tmp_path / "new.txt"
    path.write_bytes(b"\n".join(record.raw for record in records_of(MIN_RECORDS, condition="")))

    with pytest.raises(SystemExit) as stopped:
        call_command("import_register", str(path), "--json")

    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert stopped.value.code != 0
    assert "No new or changed record has a value for: condition" in answer["problems"][0]["message"]
    assert Trial.objects.filter(condition="").count() == 0
