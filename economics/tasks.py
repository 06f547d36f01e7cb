"""Background jobs; the work is in `economics.simulations`."""

from celery import shared_task

from core.jobs import send_every_minute

from . import simulations
from .models import SimulationRun

LONGEST_SIMULATION_SECONDS = 600


@shared_task(name="economics.simulate", soft_time_limit=LONGEST_SIMULATION_SECONDS)
def simulate(key):
    simulations.work(key)


@shared_task(name="economics.take_up_simulations")
def take_up_simulations():
    """Send simulations without a worker to the queue; runs every minute."""
    for run in SimulationRun.objects.without_worker():
        send_every_minute(simulate, run.pk)
