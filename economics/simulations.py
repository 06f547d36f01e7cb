"""Simulations of saved versions: small ones are done at once, large ones by a worker with
progress."""

import logging
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.jobs import TooManyAttempts, refuse_after_too_many
from core.unavailable import is_database_away

from .choices import RunState
from .model.reasons import Undefined
from .model.simulation import drawn_results, simulate
from .models import SimulationRun
from .models.simulation import LEASE

MAX_DRAWS_WITHOUT_WORKER = 50_000
POINTS_SHOWN = 400

logger = logging.getLogger(__name__)


class AlreadySimulated(RuntimeError):
    """A simulation of this version is waiting or running."""


def ask(version, draws, *, by, seed=None):
    """Add a simulation of a version, and do it if it is small. Return the run, which waits for a
    worker if it is large. Raise AlreadySimulated."""
    try:
        with transaction.atomic():  # the database refuses a second open run per version
            run = SimulationRun.objects.create(
                version=version,
                draws=draws,
                seed=int(float(version.inputs.get("seed") or 0)) if seed is None else seed,
                asked_by=by,
            )
    except IntegrityError as error:
        raise AlreadySimulated(
            "A simulation of this version is running. Wait for it or stop it."
        ) from error
    if draws <= MAX_DRAWS_WITHOUT_WORKER:
        work(run.pk)
        run.refresh_from_db()
    return run


def stop_simulations(version):
    """End the waiting simulation, and let the worker end the running one with the draws done so
    far."""
    version.simulations.filter(state=RunState.WAITING).update(state=RunState.STOPPED)
    version.simulations.filter(state=RunState.RUNNING).update(stop_asked=True)


def work(key):
    """Do one simulation, unless another worker has it."""
    run = SimulationRun.objects.select_related("version").get(pk=key)
    if not run.claim():
        return
    run.refresh_from_db(fields=["attempts"])
    try:
        refuse_after_too_many(run.attempts, "The simulation")
        state, results, done = _simulated(run)
    except TooManyAttempts as reason:
        logger.error("simulation %s: %s", key, reason)
        SimulationRun.objects.filter(pk=key).update(state=RunState.FAILED, held_until=None)
        return
    except Exception as error:
        if is_database_away(error):
            raise  # the lease ends, and then a worker takes the simulation up again
        logger.exception("simulation %s failed", key)
        SimulationRun.objects.filter(pk=key).update(state=RunState.FAILED, held_until=None)
        return
    SimulationRun.objects.filter(pk=key).update(
        state=state, results=results, done=done, held_until=None
    )


def _simulated(run):
    stopped = []

    def is_stopped(done):
        """Store the progress; return whether a person wants to stop the simulation."""
        row = SimulationRun.objects.filter(pk=run.pk)
        row.update(done=done, held_until=timezone.now() + LEASE)
        if done < run.draws and row.filter(stop_asked=True).exists():
            stopped.append(done)
        return bool(stopped)

    scenario = run.version.model_scenario()
    simulation = simulate(scenario, run.draws, run.seed, is_stopped=is_stopped)
    state = RunState.STOPPED if stopped else RunState.DONE
    return state, kept(simulation, scenario), simulation.number or run.draws


def kept(simulation, scenario):
    """Return the results of a simulation that pages show, as JSON."""
    content = {"number": simulation.number, "fixed": simulation.fixed, "summaries": {}}
    for name in drawn_results(scenario):
        found = simulation.summary(name)
        if found:
            content["summaries"][name] = vars(found)
    content["undefined"] = {
        name: {"code": note.code, "message": note.message}
        for name, note in simulation.undefined.items()
    }
    if simulation.is_compared:
        content["curve"] = simulation.curve()
        content["strategies"] = [name for _, name in simulation.others]
        pairs = zip(
            simulation.draws["effect_gain"][:POINTS_SHOWN].tolist(),
            simulation.draws["extra_cost"][:POINTS_SHOWN].tolist(),
            strict=True,
        )
        content["points"] = [list(pair) for pair in pairs]
        with suppress(Undefined):
            content["evppi"] = simulation.partial_information(scenario.threshold())[:10]
    return content
