"""Create `.venv` and install pinned packages: `python -m tools.install requirements.txt ...`.

uv needs seconds where pip needs a minute, so uv is installed first, with the version and hashes of
requirements-dev.txt. If uv cannot be installed or fails (for example in a closed network whose
index is configured only for pip), pip installs the same files with the same hashes.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def succeeds(*command):
    """Run a command silently and return whether it succeeded; print its last lines if it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).strip().splitlines()[-3:]), file=sys.stderr)
    return done.returncode == 0


def make_venv():
    print("Creating .venv", flush=True)
    if not succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit(
            "This Python cannot create a virtual environment with pip. "
            "On Debian and Ubuntu, run: apt-get install python3-venv"
        )


def have_uv():
    pinned = (ROOT / "requirements-dev.txt").read_text()
    requirement = re.search(r"^uv==.*?(?=^\S|\Z)", pinned, re.MULTILINE | re.DOTALL).group()
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirement)
        file.flush()
        return succeeds(PYTHON, "-m", "pip", "install", "--require-hashes", "-r", file.name)


def main(files):
    if not (PYTHON.exists() and succeeds(PYTHON, "-m", "pip", "--version")):
        make_venv()
    wanted = [argument for name in files for argument in ("-r", name)]
    print(f"Installing {' and '.join(files)} into .venv", flush=True)
    if have_uv() and succeeds(
        *(PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON),
        *("--compile-bytecode", "--require-hashes", *wanted),
    ):
        return
    print("uv cannot be used here. pip installs the packages more slowly.", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", *wanted]
    if subprocess.run(pip, cwd=ROOT, check=False).returncode:
        sys.exit("The packages could not be installed. The reason is above.")


if __name__ == "__main__":
    main(sys.argv[1:])
