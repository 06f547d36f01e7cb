"""The colours of classes: readable, different also without red or green, and only for classes."""

import re
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from django.conf import settings

from core.charts.colours import COLOURS

CSS = Path(settings.BASE_DIR, "static", "css")
CLASSES = ("gtmp", "sctmp", "tep", "catmp")
CHART_NAMES = {"gtmp": "GTMP", "sctmp": "sCTMP", "tep": "TEP", "catmp": "cATMP"}
MIN_DISTANCE = 18  # in CIE L*a*b*; 10 is a clear difference of two neighbouring areas
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}


def schemes():
    """Return {scheme: {token: colour}}; the dark scheme is the second block of the file."""
    light, dark = (CSS / "tokens.css").read_text().split("prefers-color-scheme: dark")
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def linear(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    dark, light = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in map(linear, (one, other))
    )
    return (light + 0.05) / (dark + 0.05)


def seen(colour, sight):
    """Return the colour as L*a*b* for a kind of sight."""
    parts = linear(colour)
    red, green, blue = (
        min(max(sum(share * part for share, part in zip(row, parts, strict=True)), 0), 1)
        for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_classes_differ_from_each_other_for_every_sight(scheme, sight):
    tokens = schemes()[scheme]

    for one, other in combinations(CLASSES, 2):
        distance = dist(seen(tokens[one], sight), seen(tokens[other], sight))
        assert distance >= MIN_DISTANCE, (one, other, distance)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_classes_differ_from_accent_signal_and_ink(scheme):
    tokens = schemes()[scheme]

    for name in CLASSES:
        for other in ("accent", "signal", "error", "ink"):
            distance = dist(seen(tokens[name], "usual"), seen(tokens[other], "usual"))
            assert distance >= MIN_DISTANCE, (name, other, distance)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_classes_are_readable_on_paper_and_tint(scheme):
    tokens = schemes()[scheme]

    for name in (*CLASSES, "unclear"):
        for paper in ("paper", "paper-tint"):
            assert contrast(tokens[name], tokens[paper]) >= 3, (name, paper)
        assert contrast(tokens[name], tokens[f"{name}-tint"]) >= 4.5, name


def test_files_have_the_class_colours_of_the_page():
    light = schemes()["light"]

    assert {CHART_NAMES[name]: light[name] for name in CLASSES} == {
        name: COLOURS[name] for name in CHART_NAMES.values()
    }


def test_spaces_are_steps_of_four_pixels_or_a_hairline():
    spaces = re.compile(r"^\s*(?:padding|margin|gap|row-gap|column-gap)[a-z-]*:(.*);", re.M)
    odd = [
        (path.name, found)
        for path in sorted(CSS.glob("*.css"))
        for values in spaces.findall(path.read_text())
        for found in re.findall(r"(?<![\w.])(\d*\.?\d+)rem", values)
        if float(found) % 0.25 and float(found) != 0.125
    ]
    assert odd == []
