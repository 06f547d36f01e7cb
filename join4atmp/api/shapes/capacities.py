"""Rows of facilities."""

from rest_framework import serializers

from capacities.files.write import PUBLIC_COLUMNS, shown_record
from capacities.models import Facility

from .common import RowSerializer


class FacilityRow(RowSerializer):
    """The facts that a facility released, in the words of its file. An empty value is not stated or
    not released."""

    facts = serializers.SerializerMethodField(
        help_text="Columns of the file of facilities: " + ", ".join(PUBLIC_COLUMNS)
    )
    coordinate_precision = serializers.CharField(source="site.precision")
    verification = serializers.CharField(
        source="freshness", help_text="fresh, due, stale, disputed, never"
    )

    class Meta:
        model = Facility
        fields = (
            "url",
            "slug",
            "facts",
            "coordinate_precision",
            "verification",
            "verified_on",
            "is_demo",
        )

    def get_facts(self, row) -> dict[str, str]:
        return shown_record(row, self.context["request"].user)
