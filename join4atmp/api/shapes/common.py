"""Fields and base of all rows."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import mail
from core.rich_text import plain


class WordsField(serializers.Field):
    """A list of words that are stored in one column: "DE ES" becomes ["DE", "ES"]."""

    def to_representation(self, value):
        return value.split()


extend_schema_field({"type": "array", "items": {"type": "string"}})(WordsField)


class PlainTextField(serializers.CharField):
    """Rich text without formatting."""

    def to_representation(self, value):
        return plain(value)


class RowSerializer(serializers.ModelSerializer):
    """A row with the address of its page."""

    url = serializers.SerializerMethodField(help_text="Address of the page of the row")

    def get_url(self, row) -> str:
        return mail.address(row.get_absolute_url())
