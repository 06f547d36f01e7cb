"""Workbooks calculated again by LibreOffice Calc."""

import io
import shutil
import subprocess

from openpyxl import load_workbook

LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
LONGEST_CONVERSION_SECONDS = 110


def recalculated(files, folder):
    """Return {name: workbook with calculated values} of {name: bytes of a workbook}.

    Our exports have formulas without values, so that LibreOffice calculates all of them. One start
    converts all files; it uses a profile of its own, because a running LibreOffice locks the usual
    one."""
    originals, results = folder / "originals", folder / "results"
    originals.mkdir()
    for name, content in files.items():
        (originals / f"{name}.xlsx").write_bytes(content)
    subprocess.run(
        [
            LIBREOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", results),
            *(originals / f"{name}.xlsx" for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=LONGEST_CONVERSION_SECONDS,
    )
    return {
        name: load_workbook(io.BytesIO((results / f"{name}.xlsx").read_bytes()), data_only=True)
        for name in files
    }
