"""Rows of scenarios, and documents that are computed."""

from rest_framework import serializers

from core import mail


class ScenarioRow(serializers.Serializer):
    """A scenario with its latest version, without the persons who wrote it."""

    url = serializers.SerializerMethodField(help_text="The row's page")
    slug = serializers.CharField(source="scenario.slug")
    title = serializers.CharField(source="scenario.title")
    summary = serializers.CharField(source="scenario.summary")
    version = serializers.IntegerField(source="version.number", default=None)
    model_version = serializers.CharField(source="version.model_version", default="")
    inputs = serializers.DictField(source="version.inputs", default=dict)
    ranges = serializers.DictField(source="version.ranges", default=dict)
    results = serializers.DictField(
        source="version.results",
        default=dict,
        help_text="{result: {value}} or, where it is not defined, {code, message}",
    )
    published_on = serializers.DateField(source="scenario.published_on")
    is_demo = serializers.BooleanField(source="scenario.is_demo")

    def get_url(self, row) -> str:
        return mail.address(row.scenario.get_absolute_url())


class ComputeDocument(serializers.Serializer):
    """A model by name with its inputs."""

    model = serializers.CharField()
    model_version = serializers.CharField(required=False)
    inputs = serializers.DictField()


class ComputeWarning(serializers.Serializer):
    """A reason code at an input or a result."""

    code = serializers.CharField()
    where = serializers.CharField()
    message = serializers.CharField()


class ComputeAnswer(serializers.Serializer):
    """The results of a model, with units and notes."""

    model = serializers.CharField(allow_null=True)
    model_version = serializers.CharField()
    results = serializers.DictField()
    units = serializers.DictField()
    warnings = ComputeWarning(many=True)
