from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from core.countries import all_country_codes, country_name
from core.fields import demonstration, last_change
from core.packed_words import holds_any, packed, unpacked
from core.querysets import Searched
from core.text import folded, name_key, search_text, with_other_spellings

from ..choices import OrganisationKind, OrganisationRole


def country_choices():
    return sorted(
        ((code, country_name(code)) for code in all_country_codes()), key=lambda pair: pair[1]
    )


class OrganisationQuerySet(Searched):
    def with_role(self, *roles):
        return self.filter(holds_any("roles", roles))

    def unneeded(self):
        """Return organisations without people and without other rows that need them."""
        needed_by = [
            relation.name
            for relation in self.model._meta.related_objects
            if relation.on_delete is models.PROTECT
        ]
        return self.filter(**dict.fromkeys(needed_by))


class Organisation(models.Model):
    """A university, hospital, company, authority, association ... that people belong to."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    kind = models.CharField(
        max_length=24, choices=OrganisationKind, default=OrganisationKind.UNKNOWN
    )
    roles = models.CharField(max_length=120, blank=True, editable=False)
    country = models.CharField(max_length=2, choices=country_choices, blank=True)
    city = models.CharField(max_length=100, blank=True)
    website = models.URLField(blank=True, validators=[URLValidator(schemes=["http", "https"])])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", help_text="Belongs to"
    )
    is_demo = demonstration()
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = last_change()

    history = HistoricalRecords(excluded_fields=["search_text", "name_key"])
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a chain of parents that has no end."""
        seen, parent = {self.pk}, self.parent
        while parent is not None:
            if parent.pk in seen:
                raise ValidationError(
                    {"parent": "This would make the organisation a part of itself."}
                )
            seen.add(parent.pk)
            parent = parent.parent

    def save(self, *args, **kwargs):
        self.derive()
        if not self.slug:
            self.slug = free_slug(self.name, Organisation.objects.exclude(pk=self.pk))
        super().save(*args, **kwargs)

    def derive(self):
        self.name_key = name_key(self.name)[:200]
        self.search_text = search_text(
            with_other_spellings(self.name),
            with_other_spellings(self.city),
            country_name(self.country),
        )

    @property
    def role_names(self):
        return [OrganisationRole(role).label for role in unpacked(self.roles)]

    def set_roles(self, roles):
        self.roles = packed(role for role in OrganisationRole.values if role in roles)


class OrganisationAlias(models.Model):
    """Another name of an organisation: an abbreviation, a former name, a register's spelling."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name_plural = "organisation aliases"
        ordering = ("name",)

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)[:200]
        super().save(*args, **kwargs)


def free_slug(name, others, taken=(), fallback="organisation"):
    """Return the name for web addresses, with a number if another row or `taken` has it."""
    base = slugify(folded(name))[:70].strip("-") or fallback
    taken = set(taken) | set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
