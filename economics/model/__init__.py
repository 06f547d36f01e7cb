"""Health economics of an advanced therapy, as pure functions over numbers and numpy arrays.

The package does not use Django and can be published alone. `scenario` calculates a whole therapy;
`catalogue` offers every single model by name, from JSON to JSON. Sources and limits of the
formulas: docs/economics.md.

Conventions: times are whole years, and index 0 is the valuation date; shares and rates are
fractions; a value that is not defined raises `Undefined` or is None with a reason code, and is
never zero.
"""

MODEL_VERSION = "1.0"
