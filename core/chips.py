"""A choice of several values out of many: the chosen ones as chips, and a field to search for more.

It replaces boxes with every value, such as 249 countries. Without JavaScript a person unticks chips
and enters names, which the browser completes from the list; with it, each name becomes a chip.
"""

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from .text import name_key

SEPARATOR = ";"


class ChipsWidget(forms.SelectMultiple):
    """Post the values of ticked chips under the name, and entered names under `<name>_more`."""

    class Media:
        css = {"all": ["css/chips.css"]}
        js = ["js/chips.js"]

    def render(self, name, value, attrs=None, renderer=None):
        labels = self._labels()
        value = [str(one) for one in value or []]
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "is_invalid": (attrs or {}).get("aria-invalid", ""),
            "is_disabled": bool((attrs or {}).get("disabled")),
            "chosen": [(one, labels[one]) for one in value if one in labels],
            "entered": f"{SEPARATOR} ".join(one for one in value if one not in labels),
            "options": list(labels.items()),
        }
        return render_to_string("components/chips.html", context)

    def _labels(self):
        return {str(value): str(label) for value, label in self.choices if value != ""}

    def value_from_datadict(self, data, files, name):
        """Return the ticked values and those of the entered names; unknown names as entered."""
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        entered = self._entered(data.get(f"{name}_more") or "")
        return list(dict.fromkeys([*ticked, *entered]))

    def _entered(self, text):
        """Return the values of names between semicolons, or of names between commas."""
        values = {name_key(label): value for value, label in self._labels().items()}
        values |= {name_key(value): value for value in self._labels()}
        found = []
        for part in filter(None, (part.strip() for part in text.split(SEPARATOR))):
            # Some names have a comma themselves.
            names = [part] if name_key(part) in values else part.split(",")
            found += [values.get(name_key(name), name.strip()) for name in names if name.strip()]
        return found

    def value_omitted_from_data(self, data, files, name):
        return False  # no chip and no name is the choice of nothing


class ChipsField(forms.MultipleChoiceField):
    widget = ChipsWidget
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not in the list. Choose a name that the list offers.")
    }
