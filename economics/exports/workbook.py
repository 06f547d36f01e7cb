"""A version as a workbook with live formulas: after a change of an input in the spreadsheet, the
price changes too. The main result and the tables are live; the portal's result is in the column
beside it."""

import io

from openpyxl import Workbook

from core.exports import safe_cell

from ..model.inputs import CHOICE, INPUTS, PHASES, SECTIONS
from ..model.quantities import QUANTITY_BY_NAME
from ..model.reader import as_number
from .live_tables import BOLD, FIRST_ROW, INPUT, head, widths, write_tables


def as_xlsx(page):
    """Return the bytes of the workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Result"
    places = _inputs(book.create_sheet("Inputs"), page)
    phases = page.scenario.valuation.phases
    launch = page.scenario.valuation.launch
    total = _development(book.create_sheet("Development"), phases, places, launch)
    last = _sales(book.create_sheet("Sales"), page, places)
    _result(sheet, page, places, total, last)
    write_tables(book, page, places)
    file = io.BytesIO()
    book.save(file)
    return [file.getvalue()]


def _inputs(sheet, page):
    """Write all inputs; return {name: absolute reference of its cell}."""
    widths(sheet, 46, 18, 20, 18, 40, 8, 26)
    sheet["A1"], sheet["A1"].font = "Inputs: change a value in column B", BOLD
    head(sheet, 3, ("Input", "Value", "Unit", "Section", "Source", "Year", "Standing"))
    places = {}
    for row, one in enumerate(INPUTS, FIRST_ROW):
        value = page.version.inputs.get(one.name)
        number = as_number(value) if one.kind != CHOICE else None
        reference = page.references.get(one.name)
        cells = (
            one.label,
            number if number is not None else safe_cell(value),
            one.unit,
            SECTIONS[one.section],
            safe_cell(reference.source) if reference else "entered",
            reference.year if reference else None,
            reference.get_mark_display() if reference else None,
        )
        for column, cell in enumerate(cells, 1):
            sheet.cell(row, column, cell)
        sheet.cell(row, 2).fill = INPUT
        places[one.name] = f"Inputs!$B${row}"
    sheet.freeze_panes = "A4"
    return places


def _rate(places, name):
    """Return a formula for a rate in real terms."""
    real = f"((1+{places[name]})/(1+{places['inflation']})-1)"
    return f'IF({places["rate_basis"]}="nominal",{real},{places[name]})'


def _shift(places):
    return f'IF({places["timing"]}="mid",0.5,0)'


def _development(sheet, phases, places, launch):
    """Write one row per phase and per year; return the row of the totals.

    The years of the phases are constants in the file, because a changed duration changes the number
    of rows.
    """
    widths(sheet, 26, 16, 16, 16, 16, 16, 16, 18)
    sheet["A1"], sheet["A1"].font = "Development: remaining phases", BOLD
    head(
        sheet, 3, ("Phase", "Chance of success", "Chance of reaching", "Cost after grants", "Years")
    )
    for row, key in enumerate(phases, FIRST_ROW):
        reach = "1" if row == FIRST_ROW else f"C{row - 1}*B{row - 1}"
        cost = f"={places[f'cost_{key}']}*MAX(1-{places[f'grant_{key}']},0)"
        cells = (PHASES[key], f"={places[f'success_{key}']}", f"={reach}", cost)
        for column, cell in enumerate((*cells, f"={places[f'years_{key}']}"), 1):
            sheet.cell(row, column, cell)
    end = FIRST_ROW + len(phases) - 1
    start = end + 4
    head(sheet, start - 1, ("Year", "Expected cost", "", "", "", "", "Factor", "Present value"))
    for year in range(launch + 1):
        row = start + year
        sheet.cell(row, 1, year)
        sheet.cell(row, 2, f"={_cost_in_year(phases, year, places, launch, end)}")
        sheet.cell(row, 7, f"=(1+{_rate(places, 'capital_rate')})^-(A{row}+{_shift(places)})")
        sheet.cell(row, 8, f"=B{row}*G{row}")
    total = start + launch + 2
    sheet.cell(total, 1, "Total").font = BOLD
    sheet.cell(total, 2, f"=SUM(B{start}:B{total - 2})")
    sheet.cell(total, 3, f"=C{end}*B{end}")
    sheet.cell(total, 4, "likelihood of approval (left)")
    sheet.cell(total, 8, f"=SUM(H{start}:H{total - 2})")
    return total


def _cost_in_year(phases, year, places, launch, end):
    """Return a formula for the expected cost of a year: the share of each phase under way, and the
    milestone in the year of the launch."""
    terms = []
    for row in range(FIRST_ROW, FIRST_ROW + len(phases)):
        before = "0" if row == FIRST_ROW else f"SUM(E${FIRST_ROW}:E{row - 1})"
        inside = f"({year}>={before})*({year}<{before}+E{row})"
        at_once = f"(E{row}=0)*({year}={before})"
        terms.append(f"C{row}*D{row}*IF(E{row}>0,{inside}/MAX(E{row},1),{at_once})")
    if year == launch:
        terms.append(f"C{end}*B{end}*{places['launch_milestone']}")
    return "+".join(terms)


def _sales(sheet, page, places):
    """Write one row per sales year; return the last row."""
    widths(sheet, 8, 14, 14, 18, 14, 14, 18, 18, 18)
    sheet["A1"], sheet["A1"].font = "Sales years, if the therapy is approved", BOLD
    heads = ("Year", "Pool", "Uptake", "Would be treated", "Treated", "Factor", "Cash flow")
    head(sheet, 3, (*heads, "After tax", "Present value"))
    years = int(page.scenario.values["sales_years"])
    launch = page.scenario.valuation.launch
    at = places.__getitem__
    kept = f"(1-{at('discount')})*(1-{at('royalty')})"
    for index in range(years):
        row = FIRST_ROW + index
        previous = f"(B{row - 1}-E{row - 1})*(1-{at('leaving')})"
        pool = f"{at('prevalent') if index == 0 else previous}+{at('incident')}"
        uptake = f"{at('peak_uptake')}*MIN({index + 1}/MAX({at('ramp_years')},1),1)"
        wish = f"MIN(B{row}*{at('diagnosed')}*{at('referred')}*C{row},B{row})"
        cells = (
            launch + index,
            f"={pool}",
            f"={uptake}",
            f"={wish}",
            f'=IF({at("slots")}="",D{row},MIN(D{row},{at("slots")}))',
            f"=(1+{_rate(places, 'capital_rate')})^-(A{row}+{_shift(places)})",
            f"=E{row}*({at('price')}*{kept}-Result!$B$12)-{at('fixed_per_year')}",
            f"=G{row}-{at('tax')}*MAX(G{row},0)",
            f"=H{row}*F{row}",
        )
        for column, cell in enumerate(cells, 1):
            sheet.cell(row, column, cell)
    return FIRST_ROW + years - 1


def _result(sheet, page, places, total, last):
    widths(sheet, 44, 22, 24, 70)
    at = places.__getitem__
    saved = page.version.scenario
    sheet["A1"], sheet["A1"].font = safe_cell(saved.title), BOLD
    sheet["A2"] = safe_cell(page.citation)
    if saved.is_demo:
        sheet["A3"] = "This scenario is invented for demonstration."
    unit = page.scenario.currency
    sheet["A4"] = (
        f"Amounts in {unit}. Column B is calculated in this workbook, column C was calculated by "
        "the portal. The years of phases and of sales are fixed in the file."
    )
    head(sheet, 6, ("Result", "Live", "From the portal", "Formula"))
    sold = f"Sales!$E${FIRST_ROW}:$E${last}"
    factors = f"Sales!$F${FIRST_ROW}:$F${last}"
    kept = f"(1-{at('discount')})*(1-{at('royalty')})"
    batch = f"({at('procurement')}+{at('manufacturing')}+{at('release')})"
    made = f"({at('patients_per_batch')}*(1-{at('failure_rate')}))"
    gain = f"({at('effect_new')}-{at('effect_old')})"
    other = f"({at('cost_new_other')}-{at('cost_old')})"
    needed = (
        f"(B9/B8+SUMPRODUCT({sold},{factors})*B12+SUM({factors})*{at('fixed_per_year')})"
        f"/({kept}*SUMPRODUCT({sold},{factors}))"
    )
    threshold = at("threshold")
    rows = (
        ("Price that the developer needs, without tax", "break_even_price", f"={needed}"),
        ("Likelihood of approval", "loa", f"=Development!$C${total}"),
        (
            "Present value of the development",
            "present_development",
            f"=Development!$H${total}",
        ),
        ("Risk-adjusted net present value", "rnpv", f"=B8*SUM(Sales!$I$4:$I${last})-B9"),
        ("Patients treated", "total_treated", f"=SUM({sold})"),
        ("Cost of goods per patient", "cogs", f"={batch}/{made}+{at('transport')}"),
        ("Needed price after the discount", "floor_price", f"=B7*(1-{at('discount')})"),
        (
            "Price that the payer can pay",
            "ceiling_price",
            f'=IF({threshold}="","no threshold",{threshold}*{gain}-{other})',
        ),
        ("Missing amount", "gap", f'=IF({threshold}="","no threshold",MAX(B13-B14,0))'),
        ("Extra cost", "extra_cost", f"={at('price')}*(1-{at('discount')})+{other}"),
        ("Gain in effect", "effect_gain", f"={gain}"),
    )
    for row, (label, name, formula) in enumerate(rows, 7):
        result = page.version.results.get(name, {})
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, formula).number_format = "#,##0.00##"
        sheet.cell(row, 3, result.get("value", result.get("code"))).number_format = "#,##0.00##"
        sheet.cell(row, 4, safe_cell(QUANTITY_BY_NAME[name].formula))
    if float(page.scenario.values["tax"]) > 0:
        sheet["A19"] = (
            "With tax, the price that the developer needs has no closed formula: column C includes "
            "the tax, column B does not."
        )
