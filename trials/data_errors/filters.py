"""The query string of the list of data errors."""

from core.filters import Counted, ListFilterSet, Words

from .. import choices
from ..models import DataError


class DataErrorFilter(ListFilterSet):
    q = Words()
    kind = Counted(label="Error", choices=choices.DATA_ERROR_CHOICES)
    register = Counted(label="Register", choices=choices.Register.choices)
    sponsor_type = Counted(
        label="Sponsor", field_name="trial__sponsor_type", choices=choices.SponsorType.choices
    )
    status = Counted(
        label="Status of the trial", field_name="trial__status", choices=choices.Status.choices
    )

    class Meta:
        model = DataError
        fields = ()
