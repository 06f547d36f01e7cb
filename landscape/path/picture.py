"""The path as a picture: a lane per kind of actor, a box per step, a line per "comes before"."""

from core.charts.shapes import Drawing, Line, Link, Rect, Text, shortened

from ..choices import Place

LANE_HEIGHT, BOX_WIDTH, BOX_HEIGHT = 64, 80, 40  # pixels
LANE_NAME_WIDTH, MARGIN = 106, 6
COLUMN_WIDTH = 90
NAME_SIZE = 9.5


def _columns(steps):
    """Return {step key: column}, so that each step is right of those before it."""
    column, taken = {}, set()
    for row in steps:
        before = [column[step.pk] for step in row.step.after.all() if step.pk in column]
        place = max(before, default=-1) + 1
        while (place, row.step.place) in taken:
            place += 1
        taken.add((place, row.step.place))
        column[row.step.pk] = place
    return column


def picture_of(steps, address):
    """Return the Drawing of StepOnPath rows; `address(step)` is the link of a box."""
    lanes = [place for place in Place if any(row.step.place == place for row in steps)]
    column = _columns(steps)
    width = LANE_NAME_WIDTH + (max(column.values(), default=0) + 1) * COLUMN_WIDTH + MARGIN
    drawing = Drawing(width, len(lanes) * LANE_HEIGHT + 2 * MARGIN, "The steps of the path")
    spot = {}
    for row in steps:
        x = LANE_NAME_WIDTH + column[row.step.pk] * COLUMN_WIDTH
        y = MARGIN + lanes.index(row.step.place) * LANE_HEIGHT + (LANE_HEIGHT - BOX_HEIGHT) / 2
        spot[row.step.pk] = x, y
    for number, lane in enumerate(lanes):
        y = MARGIN + number * LANE_HEIGHT
        drawing.items.append(Rect(0, y, width, LANE_HEIGHT - 4, "lane"))
        drawing.items.append(Text(8, y + LANE_HEIGHT / 2, lane.label, "soft", size=11))
    for row in steps:
        for before in row.step.after.all():
            if before.pk in spot:
                dashed = row.step.is_side_path
                drawing.items.append(
                    Line(_way(spot[before.pk], spot[row.step.pk]), "way", 1.5, dashed)
                )
    drawing.items += [_box(row, *spot[row.step.pk], address(row.step)) for row in steps]
    return drawing


def _way(start, end):
    """Return the points of a line with right angles from one box to the next."""
    x, y = start[0] + BOX_WIDTH, start[1] + BOX_HEIGHT / 2
    to_x, to_y = end[0], end[1] + BOX_HEIGHT / 2
    bend = to_x - (COLUMN_WIDTH - BOX_WIDTH) / 2
    return ((x, y), (bend, y), (bend, to_y), (to_x, to_y))


def _box(row, x, y, url):
    step = row.step
    paint = "step" if row.applies else "step-not"
    first, _, rest = step.name.partition(" ")
    shapes = (
        Rect(x, y, BOX_WIDTH, BOX_HEIGHT, paint),
        Text(x + BOX_WIDTH / 2, y + 13, str(step.number), "ink", "middle", True, 11),
        Text(
            x + BOX_WIDTH / 2,
            y + 24,
            shortened(first, BOX_WIDTH, NAME_SIZE),
            "ink",
            "middle",
            size=NAME_SIZE,
        ),
        Text(
            x + BOX_WIDTH / 2,
            y + 34,
            shortened(rest, BOX_WIDTH, NAME_SIZE),
            "ink",
            "middle",
            size=NAME_SIZE,
        ),
    )
    label = f"{step}" if row.applies else f"{step}: does not apply. {row.reason_not}"
    label += f": only if {row.condition}" if row.condition else ""
    return Link(url, label, shapes, dimmed=not row.applies)
