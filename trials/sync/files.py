"""Read register files as runs, like runs that ask a register."""

from itertools import chain, groupby, islice
from operator import attrgetter

from registers import NotARegisterFile, Problem, read_file

from ..models import SyncRun
from .apply import Report
from .control import end_abandoned
from .emptied_fields import RUN_REFUSED, emptied_in
from .lease import AlreadyRunning, Lease, LeaseLost, Stopped, start_run
from .run_writer import RunWriter, finish, update

State = SyncRun.State
MAX_RECORDS_LOOKED_AT = 100  # of a file before anything of it is written
CUT_OFF = (
    "The import ended before its files did. No trial is half written: import the files again, "
    "records that were imported stay unchanged."
)


def _plausible(items):
    """Return the items of a file; raise NotARegisterFile if its first records all lack a field that
    stored records have."""
    first = list(islice(items, MAX_RECORDS_LOOKED_AT))
    records = [item for item in first if not isinstance(item, Problem)]
    for register in {record.register for record in records}:
        emptied = emptied_in(register, [r for r in records if r.register == register])
        if emptied:
            raise NotARegisterFile(RUN_REFUSED.format(fields=", ".join(emptied)))
    return chain(first, items)


class FileImport:
    """One run per register with records in the files, open as long as the block is.

    `report` counts over all of them. Records of a register that another run is at work on stay out.
    """

    def __init__(self, *, dry_run=False):
        self.dry_run = dry_run
        self.report = Report()
        self._works = {}
        self._names = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        for work in self._works.values():
            if kind is LeaseLost:
                continue  # another worker has the run
            if kind is None:
                finish(work.run, State.DONE, f"Read: {', '.join(self._names)}.")
            elif kind is Stopped:
                finish(work.run, State.STOPPED, f"Stopped by a person. {CUT_OFF}")
            else:
                finish(work.run, State.FAILED, f"{error or kind.__name__}. {CUT_OFF}")

    def read(self, path, register=""):
        """Apply one file; its problems are in the report."""
        self._names.append(path.name)
        try:
            self._apply(_plausible(read_file(path, register)), path.name)
        except NotARegisterFile as error:
            self._refuse(path, f"not a register file: {error}")
        except AlreadyRunning as error:
            self._refuse(path, str(error))
        except OSError as error:
            self._refuse(path, f"the file cannot be read: {error.strerror}")

    def _refuse(self, path, message):
        self.report.add_problem(Problem(path.name, "", 0, message))

    def _apply(self, items, name):
        seen_here = set()
        for register, of_one in groupby(items, key=attrgetter("register")):
            if register:
                self._work(register, name).apply(of_one, name, seen_here=seen_here)
            else:
                for problem in of_one:
                    self.report.add_problem(problem)

    def _work(self, register, name):
        if register not in self._works:
            end_abandoned(register)
            run = start_run(register, SyncRun.Kind.FILE, is_dry_run=self.dry_run, is_demo=False)
            lease = Lease(run)
            lease.take()
            update(run, state=State.APPLYING)
            self._works[register] = RunWriter(run, lease.renew)
            self._works[register].synchronisation.report = self.report
        work = self._works[register]
        update(work.run, current=name[:600])
        return work
