import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from economics.model.catalogue import compute
from economics.model.catalogue.running import is_bad_input
from economics.model.inputs import MAX_DRAWS
from economics.model.limits import Limits

LARGEST_FILE_BYTES = 20_000_000
BAD_INPUT_STATUS = 2


class Command(BaseCommand):
    help = (
        "Calculates a health-economic model from a JSON file. docs/economics-json.md describes the "
        "models. The exit status is 2 if an input is wrong; all other results are printed."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help='JSON object {"model": NAME, "inputs": {...}}')
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, file, json: bool, **options):
        answer = compute(_document(file), limits=Limits(draws=MAX_DRAWS))
        self.stdout.write(_as_json(answer) if json else _as_text(answer))
        if is_bad_input(answer):
            raise CommandError(
                "Some inputs are wrong. Correct the inputs that the warnings name.",
                returncode=BAD_INPUT_STATUS,
            )


def _document(file):
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise CommandError(
                f"{file} is larger than {LARGEST_FILE_BYTES:,} bytes.", returncode=BAD_INPUT_STATUS
            )
        return json.loads(file.read_bytes())
    except OSError as error:
        raise CommandError(
            f"{file} cannot be read: {error.strerror}.", returncode=BAD_INPUT_STATUS
        ) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(
            f"{file} is not a JSON file: {error}.", returncode=BAD_INPUT_STATUS
        ) from error


def _as_json(answer):
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)


def _as_text(answer):
    lines = [
        f"{name}: {value} {answer['units'][name]}" for name, value in answer["results"].items()
    ]
    lines += [f"{one['code']} {one['where']}: {one['message']}" for one in answer["warnings"]]
    return "\n".join(lines)
