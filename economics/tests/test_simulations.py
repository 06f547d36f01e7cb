"""Simulations of saved versions: at once, by a worker, stopped."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from core.jobs import MAX_ATTEMPTS
from economics import simulations
from economics.choices import RunState
from economics.models import SimulationRun
from economics.simulations import AlreadySimulated

from .factories import make_scenario, text_of

pytestmark = pytest.mark.django_db


def test_a_large_simulation_waits_for_a_worker_shows_progress_and_stops(member):
    scenario = make_scenario(by=member.user)
    address = f"{scenario.get_absolute_url()}versions/1/"

    member.post(f"{address}simulate/", {"draws": "60,000"})
    waiting = text_of(member.get(address))
    member.post(f"{address}stop/")

    assert "0 of 60,000 draws" in waiting
    assert "Stop simulation" in waiting
    assert SimulationRun.objects.get().state == RunState.STOPPED


def test_a_running_simulation_ends_with_the_draws_done_so_far(monkeypatch):
    version = make_scenario().versions.get()
    run = SimulationRun.objects.create(version=version, draws=60_000, seed=1)
    SimulationRun.objects.filter(pk=run.pk).update(stop_asked=True)

    simulations.work(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert run.results["number"] == run.done == 5_000


def test_one_version_has_one_simulation_at_a_time():
    version = make_scenario().versions.get()
    simulations.ask(version, 60_000, by=None)

    with pytest.raises(AlreadySimulated):
        simulations.ask(version, 60_000, by=None)


def test_a_worker_takes_up_what_waits():
    version = make_scenario().versions.get()
    run = simulations.ask(version, 60_000, by=None)

    simulations.work(run.pk)
    simulations.work(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert run.results["number"] == 60_000


def lease_ended():
    SimulationRun.objects.update(held_until=timezone.now() - timedelta(seconds=1))


def test_a_simulation_that_kills_its_worker_is_set_aside_and_another_one_can_be_asked_for(
    monkeypatch,
):
    """A killed worker raises nothing that could be noted: its lease simply ends."""

    class Killed(BaseException):
        pass

    def kill(*arguments, **named):
        raise Killed

    monkeypatch.setattr(simulations, "simulate", kill)
    version = make_scenario().versions.get()
    run = simulations.ask(version, 60_000, by=None)
    for _ in range(MAX_ATTEMPTS):
        assert run in SimulationRun.objects.without_worker()
        with pytest.raises(Killed):
            simulations.work(run.pk)
        assert run not in SimulationRun.objects.without_worker()  # until its lease ends
        lease_ended()
    simulations.work(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.FAILED
    lease_ended()
    assert run not in SimulationRun.objects.without_worker()
    assert simulations.ask(version, 60_000, by=None).state == RunState.WAITING


def test_a_simulation_waits_for_the_database_in_place_of_failing(monkeypatch):
    def stop(*arguments, **named):
        raise OperationalError("the server was stopped")

    run = simulations.ask(make_scenario().versions.get(), 60_000, by=None)
    monkeypatch.setattr(simulations, "simulate", stop)

    with pytest.raises(OperationalError):
        simulations.work(run.pk)

    lease_ended()
    assert run in SimulationRun.objects.without_worker()


@pytest.mark.parametrize("draws", ["", "0", "99", "2000000", "many", "-5", "9" * 30])
def test_an_impossible_number_of_draws_is_refused(member, draws):
    scenario = make_scenario(by=member.user)

    answer = member.post(
        f"{scenario.get_absolute_url()}versions/1/simulate/", {"draws": draws}, follow=True
    )

    assert "Enter one from 100 to 1,000,000" in text_of(answer)
    assert not SimulationRun.objects.exists()
