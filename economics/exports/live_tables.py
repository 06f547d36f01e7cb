"""The tables of a scenario in its workbook, with live formulas.

Each function returns {input: formula} of the inputs that a table replaces.
"""

from contextlib import suppress

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.exports import safe_cell

from ..model.cohort import AT_END, AT_START
from ..model.cost_of_goods import KINDS
from ..model.inputs import BY_NAME
from ..model.inputs.base import MONTHS_PER_YEAR
from ..model.reasons import Undefined
from ..model.tables import is_filled

BOLD, HEAD = Font(bold=True), PatternFill("solid", fgColor="E6F2F1")
INPUT = PatternFill("solid", fgColor="FDF3E9")
FIRST_ROW = 4


def head(sheet, row, words):
    for column, word in enumerate(words, 1):
        cell = sheet.cell(row, column, safe_cell(word))
        cell.font, cell.fill = BOLD, HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def widths(sheet, *sizes):
    for column, size in enumerate(sizes, 1):
        sheet.column_dimensions[get_column_letter(column)].width = size


def write_tables(book, page, places):
    """Write a sheet for each table that is filled in, and let it replace its inputs. `places` are
    {input: absolute reference of its cell}."""
    replaced = {}
    for name, title, write in SHEETS:
        if page.scenario.checked_tables.has(name):
            sheet = book.create_sheet(title)
            with suppress(Undefined):
                replaced |= write(sheet, page.scenario, places)
    for name, formula in replaced.items():
        book["Inputs"][places[name].partition("!")[2].replace("$", "")] = formula


def _value(sheet, row, column, value):
    """Write a number that the reader may change, or nothing."""
    cell = sheet.cell(row, column, value)
    cell.fill = INPUT
    return cell


def _title(sheet, text):
    sheet["A1"], sheet["A1"].font = text, BOLD


def costs(sheet, scenario, places):
    _title(sheet, "Cost per batch by step and kind: change a value to change the price")
    widths(sheet, 32, *[16] * 5)
    head(sheet, FIRST_ROW - 1, ("Step", *(kind.capitalize() for kind in KINDS), "Per batch"))
    replaced = {}
    for row, step in enumerate(scenario.additions.step_costs, FIRST_ROW):
        sheet.cell(row, 1, BY_NAME[step.name].label)
        for column, kind in enumerate(KINDS, 2):
            _value(sheet, row, column, step.kinds.get(kind))
        if step.kinds:
            sheet.cell(row, 6, f"=SUM(B{row}:E{row})")
            replaced[step.name] = f"='{sheet.title}'!$F${row}"
        else:
            sheet.cell(row, 6, f"={places[step.name]}")
    return replaced


def strategies(sheet, scenario, places):
    _title(sheet, "Strategies compared with the comparator")
    widths(sheet, 32, *[18] * 5)
    names = ("Strategy", "Cost", "Effect", "Extra cost", "Gain in effect", "Cost per unit gained")
    head(sheet, FIRST_ROW - 1, names)
    price = f"{places['price']}*(1-{places['discount']})+{places['cost_new_other']}"
    rows = [
        ("Comparator", f"={places['cost_old']}", f"={places['effect_old']}"),
        ("Therapy", f"={price}", f"={places['effect_new']}"),
        *(
            (safe_cell(row["name"]), row["cost"], row["effect"])
            for row in scenario.checked_tables.rows("strategies")
        ),
    ]
    for row, cells in enumerate(rows, FIRST_ROW):
        for column, cell in enumerate(cells, 1):
            sheet.cell(row, column, cell)
        sheet.cell(row, 4, f"=B{row}-B${FIRST_ROW}")
        sheet.cell(row, 5, f"=C{row}-C${FIRST_ROW}")
        sheet.cell(row, 6, f'=IF(AND(D{row}>0,E{row}>0),D{row}/E{row},"not defined")')
    return {}


def tree(sheet, scenario, places):
    _title(sheet, "Licence tree: change a chance, a cost or a revenue")
    widths(sheet, 28, 28, *[16] * 5)
    names = ("Step", "After", "Chance", "Cost", "Revenue", "Chance of the path", "Net of the path")
    head(sheet, FIRST_ROW - 1, names)
    steps = scenario.checked_tables.rows("tree")
    place = {row["step"]: number for number, row in enumerate(steps, FIRST_ROW)}
    parents = {row["after"] for row in steps}
    for row, step in enumerate(steps, FIRST_ROW):
        sheet.cell(row, 1, safe_cell(step["step"]))
        sheet.cell(row, 2, safe_cell(step["after"] or ""))
        for column, name in enumerate(("probability", "cost", "revenue"), 3):
            _value(sheet, row, column, step[name])
        before = place.get(step["after"])
        sheet.cell(row, 6, f"=C{row}*F{before}" if before else 1)
        sheet.cell(row, 7, f"=E{row}-D{row}" + (f"+G{before}" if before else ""))
    leaves = [row for name, row in place.items() if name not in parents]
    end = FIRST_ROW + len(steps) + 1
    _total(sheet, end, "Expected value", "+".join(f"F{row}*G{row}" for row in leaves))
    revenue = "+".join(f"F{row}*E{row}" for row in place.values())
    _total(sheet, end + 1, "Expected revenue", revenue)
    _total(sheet, end + 2, "Value after the royalty", f"B{end}-{places['royalty']}*B{end + 1}")
    return {}


def _total(sheet, row, label, formula):
    sheet.cell(row, 1, label).font = BOLD
    sheet.cell(row, 2, f"={formula}").number_format = "#,##0.00##"


def cohort(sheet, scenario, places):
    """Write states, transitions and both arms. The number of cycles and how persons are counted are
    fixed in the file."""
    states = scenario.checked_tables.rows("states")
    size = len(states)
    _title(sheet, "Cohort model: change a cost, an effect or a transition")
    sheet["A2"] = "The number of cycles and how persons are counted are fixed in the file."
    widths(sheet, 32, *[15] * (2 * size + 6))
    names = ("State", "Start", "Cost per year, comparator", "Cost per year, therapy", "Effect")
    head(sheet, FIRST_ROW - 1, names)
    for row, (state, start) in enumerate(
        zip(states, scenario.additions.start, strict=True), FIRST_ROW
    ):
        sheet.cell(row, 1, safe_cell(state["name"]))
        _value(sheet, row, 2, start)
        for column, name in enumerate(("cost_old", "cost_new", "effect"), 3):
            _value(sheet, row, column, state[name] or 0)
    old = _matrix(sheet, FIRST_ROW + size + 2, scenario, "transitions_old", states)
    own = scenario.checked_tables.has("transitions_new")
    given = old
    if own:
        given = _matrix(sheet, old + size + 3, scenario, "transitions_new", states)
    new = _scaled(sheet, given + size + 3, given, states, places["transition_ratio"])
    row = new + size + 2
    totals = {}
    for arm, label in (("old", "comparator"), ("new", "therapy")):
        row = _arm(sheet, row, arm, label, (old, new), scenario, places, totals)
    if not scenario.uses_cohort:
        return {}
    return {
        "cost_old": totals["old"][0],
        "effect_old": totals["old"][1],
        "cost_new_other": totals["new"][0],
        "effect_new": totals["new"][1],
    }


def _matrix(sheet, first, scenario, name, states):
    """Write transitions below their heading; return their first row. A diagonal cell that was left
    empty is a formula."""
    arm = "comparator" if name == "transitions_old" else "therapy"
    head(sheet, first - 1, (f"Transitions, {arm}", *(state["name"] for state in states)))
    entered, last = scenario.tables[name], get_column_letter(len(states) + 1)
    for place, line in enumerate(scenario.checked_tables.matrix(name)):
        row = first + place
        sheet.cell(row, 1, safe_cell(states[place]["name"]))
        for column, chance in enumerate(line.tolist()):
            _value(sheet, row, column + 2, chance)
        if not is_filled(entered[place][place]):
            letter = get_column_letter(place + 2)
            parts = [f"B{row}:{get_column_letter(place + 1)}{row}"] if place else []
            if place + 1 < len(states):
                parts.append(f"{get_column_letter(place + 3)}{row}:{last}{row}")
            rest = f"=1-SUM({','.join(parts)})" if parts else "=1"
            sheet[f"{letter}{row}"] = rest
    return first


def _scaled(sheet, first, given, states, ratio):
    """Write the transitions of the therapy while it works: those given, times the ratio."""
    head(sheet, first - 1, ("Transitions while it works", *(state["name"] for state in states)))
    size = len(states)
    factor = f'IF({ratio}="",1,{ratio})'
    for place in range(size):
        row, source = first + place, given + place
        sheet.cell(row, 1, safe_cell(states[place]["name"]))
        others = []
        for column in range(size):
            letter = get_column_letter(column + 2)
            if column != place:
                sheet[f"{letter}{row}"] = f"={letter}{source}*{factor}"
                others.append(f"{letter}{row}")
        sheet[f"{get_column_letter(place + 2)}{row}"] = "=1" + "".join(f"-{one}" for one in others)
    return first


def _arm(sheet, first, arm, label, matrices, scenario, places, totals):
    """Write one row per cycle; return the row after the totals, which are added to `totals`."""
    old, new = matrices
    size = len(scenario.checked_tables.rows("states"))
    values, cycles = scenario.values, scenario.values["cycles"]
    works = min(values["ratio_cycles"] or cycles, cycles) if arm == "new" else 0
    letters = [get_column_letter(column + 2) for column in range(size)]
    cost, effect, factors = (get_column_letter(size + 2 + place) for place in range(3))
    effect_factor = get_column_letter(size + 5)
    head(
        sheet,
        first,
        (
            f"Cycle, {label}",
            *(state["name"] for state in scenario.checked_tables.rows("states")),
            "Cost",
            "Effect",
            "Factor of costs",
            "Factor of effects",
        ),
    )
    start = first + 1
    sheet.cell(start, 1, 0)
    for place, letter in enumerate(letters):
        sheet[f"{letter}{start}"] = f"=B{FIRST_ROW + place}"
    years = f"({places['cycle_months']}/{MONTHS_PER_YEAR})"
    count = values["cycle_count"]
    for cycle in range(1, cycles + 1):
        row, before = start + cycle, start + cycle - 1
        sheet.cell(row, 1, cycle)
        matrix = new if cycle <= works else old
        for letter in letters:
            terms = (f"{each}{before}*{letter}${matrix + i}" for i, each in enumerate(letters))
            sheet[f"{letter}{row}"] = "=" + "+".join(terms)
        column = "D" if cycle <= works else "C"
        for total, values_in in ((cost, column), (effect, "E")):
            counted = "+".join(
                f"{_counted(letter, row, count)}*${values_in}${FIRST_ROW + i}"
                for i, letter in enumerate(letters)
            )
            sheet[f"{total}{row}"] = f"=({counted})*{years}"
        time = f"($A{row}{'-1' if count == AT_START else ''})*{years}"
        rate = _real_cost_rate(places)
        sheet[f"{factors}{row}"] = f"=(1+{rate})^-({time})"
        effects = places["effect_rate"]
        sheet[f"{effect_factor}{row}"] = f'=(1+IF({effects}="",0,{effects}))^-({time})'
    last = start + cycles
    end = last + 1
    sheet.cell(end, 1, f"Total, {label}").font = BOLD
    for total, factor in ((cost, factors), (effect, effect_factor)):
        span = f"{total}{start + 1}:{total}{last},{factor}{start + 1}:{factor}{last}"
        sheet[f"{total}{end}"] = f"=SUMPRODUCT({span})"
    totals[arm] = [f"='{sheet.title}'!${column}${end}" for column in (cost, effect)]
    return end + 2


def _counted(letter, row, count):
    if count == AT_END:
        return f"{letter}{row}"
    if count == AT_START:
        return f"{letter}{row - 1}"
    return f"({letter}{row - 1}+{letter}{row})/2"


def _real_cost_rate(places):
    rate, inflation = places["cost_rate"], places["inflation"]
    return f'IF({places["rate_basis"]}="nominal",(1+{rate})/(1+{inflation})-1,{rate})'


SHEETS = (
    ("batch_steps", "Cost by step", costs),
    ("strategies", "Strategies", strategies),
    ("tree", "Licence tree", tree),
    ("states", "Cohort model", cohort),
)
