"""The packages that the portal runs on: their list, their licences and their known faults.

    python -m tools.packages sbom FILE     bill of materials as CycloneDX 1.5: `make sbom`
    python -m tools.packages licences      a table of licences
    python -m tools.packages audit         known faults of the pinned versions, by OSV: `make audit`

The list is requirements.txt with its pins and hashes. Licences are those that the installed
packages state themselves.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from join4atmp import __version__

ROOT = Path(__file__).resolve().parent.parent
# One pin with its hashes, as uv writes it.
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
OSV = "https://api.osv.dev/v1/querybatch"  # https://google.github.io/osv.dev/post-v1-querybatch/
TIMEOUT_SECONDS = 20
MAX_LICENCE_LENGTH = 60  # longer ones are whole texts


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    hashes: tuple = ()

    @property
    def purl(self):
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"

    @property
    def licence(self):
        """Return the licence that the installed package states, "not stated" without one."""
        try:
            about = metadata(self.name)
        except PackageNotFoundError:
            return "not installed"
        classifiers = [
            text.rpartition(" :: ")[2]
            for text in about.get_all("Classifier") or ()
            if text.startswith("License :: ") and text != "License :: OSI Approved"
        ]
        stated = about.get("License-Expression") or ""
        own = (about.get("License") or "").strip()
        short = own if len(own) <= MAX_LICENCE_LENGTH and "\n" not in own else ""
        return stated or "; ".join(classifiers) or short or "not stated"


def packages(text):
    """Return the packages of a list of pins, in its order."""
    return [
        Package(name, version.rstrip("\\"), tuple(HASH.findall(rest)))
        for name, version, rest in PIN.findall(text)
    ]


def sbom(found):
    """Return the bill of materials as CycloneDX. https://cyclonedx.org/docs/1.5/json/"""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "join4atmp-portal", "version": __version__}
        },
        "components": [
            {
                "type": "library",
                "name": package.name,
                "version": package.version,
                "purl": package.purl,
                "bom-ref": package.purl,
                "licenses": [{"license": {"name": package.licence}}],
                # A package has a file per platform, and each file has a hash.
                "externalReferences": [
                    {
                        "type": "distribution",
                        "url": f"https://pypi.org/project/{package.name}/{package.version}/",
                        "hashes": [{"alg": "SHA-256", "content": text} for text in package.hashes],
                    }
                ],
            }
            for package in found
        ],
    }


def faults(found, address=OSV):
    """Return {package: identifiers of its known faults}; raise OSError if the database is away."""
    body = json.dumps({"queries": [{"package": {"purl": package.purl}} for package in found]})
    request = urllib.request.Request(
        address, body.encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        answers = json.load(response)["results"]
    return {
        package: [fault["id"] for fault in answer.get("vulns", ())]
        for package, answer in zip(found, answers, strict=True)
        if answer.get("vulns")
    }


def audit(found, address=OSV):
    """Print the known faults; return the exit status: 1 if there are any."""
    try:
        known = faults(found, address)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"The database of faults does not answer ({error}). Nothing was checked: try again.")
        return 0
    for package, identifiers in known.items():
        print(f"{package.name} {package.version}: {', '.join(identifiers)}")
        print(*(f"  https://osv.dev/vulnerability/{name}" for name in identifiers), sep="\n")
    print(f"{len(found)} packages checked, {len(known)} with known faults.")
    return 1 if known else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("sbom").add_argument("file", type=Path)
    commands.add_parser("licences")
    commands.add_parser("audit")
    options = parser.parse_args()
    found = packages((ROOT / "requirements.txt").read_text())
    if options.command == "sbom":
        options.file.parent.mkdir(parents=True, exist_ok=True)
        options.file.write_text(json.dumps(sbom(found), indent=1) + "\n")
        print(f"{options.file}: {len(found)} packages")
    elif options.command == "licences":
        for package in found:
            print(f"{package.name:<32} {package.version:<14} {package.licence}")
    else:
        sys.exit(audit(found))


if __name__ == "__main__":
    main()
