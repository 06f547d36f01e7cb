"""Rows of products."""

from rest_framework import serializers

from products.models import Dossier

from .common import RowSerializer


class ProductRow(RowSerializer):
    name = serializers.SerializerMethodField(help_text="Identifier on the cover sheet")
    atmp_class = serializers.CharField(source="atmp_category")
    fields_of_sheet = serializers.SerializerMethodField(
        help_text="Original texts of the cover sheet by field name"
    )
    study_numbers = serializers.ListField(
        source="numbers", child=serializers.CharField(), help_text="Register numbers of its studies"
    )

    class Meta:
        model = Dossier
        fields = (
            "url",
            "slug",
            "name",
            "atmp_class",
            "fields_of_sheet",
            "study_numbers",
            "is_demo",
        )

    def get_name(self, dossier) -> str:
        return dossier.shared_texts["name"]

    def get_fields_of_sheet(self, dossier) -> dict[str, str]:
        return dossier.shared_texts
