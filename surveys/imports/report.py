"""The result of an import or of a dry run."""

from dataclasses import dataclass, field

MAX_KEPT_PROBLEMS = 500


@dataclass
class Report:
    """Numbers of fields, forms and records, and numbers of rows by what happened to them."""

    fields: int = 0
    forms: int = 0
    records: int = 0
    seen: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: int = 0
    participants: int = 0
    matched: int = 0
    moved_findings: int = 0
    version: int = 0
    is_new_version: bool = False
    changes: list = field(default_factory=list)
    dangerous: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    missing_codes: dict = field(default_factory=dict)

    @property
    def remarks(self):
        return [problem for problem in self.problems if not problem.is_error]

    @property
    def refusals(self):
        return [problem for problem in self.problems if problem.is_error]

    @property
    def counts(self):
        names = (
            "fields", "forms", "records", "seen", "created", "changed", "unchanged", "missing",
            "failed", "participants", "matched",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def as_dict(self):
        return {
            **self.counts,
            "version": self.version,
            "is_new_version": self.is_new_version,
            "changes": [str(one) for one in self.changes],
            "problems": [
                {
                    "record": one.record,
                    "where": one.where,
                    "message": one.message,
                    "is_error": one.is_error,
                }
                for one in self.problems
            ],
        }
