"""The admin pages of organisations, contacts and target groups.

Contacts are not deleted here: an erasure removes more, and has its own page.
"""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action

from core.admin import HistoryAdmin, ModelAdmin, TabularInline
from core.countries import EUROPE, country_name

from .access import EXPORT, IMPORTING, VIEW, numbers_in
from .choices import CONSENT_USES, Answer, OrganisationRole
from .export import Selection
from .forms import ContactForm, OrganisationForm, group_choices, possible_owners
from .models import (
    Contact,
    ContactEmail,
    Engagement,
    GroupAlias,
    Organisation,
    OrganisationAlias,
    TargetGroup,
)
from .privacy import SWITCHES, Circumstances, answers_of
from .ticks import MAX_TICKED_CONTACTS, TOO_MANY
from .views.answers import remind_of_copies
from .views.exports import ask


class GroupListFilter(admin.SimpleListFilter):
    title = "target group"
    parameter_name = "group"

    def lookups(self, request, model_admin):
        return group_choices()

    def queryset(self, request, queryset):
        return queryset.in_group([self.value()]) if self.value() else queryset


class CountryListFilter(admin.SimpleListFilter):
    title = "country"
    parameter_name = "country"

    def lookups(self, request, model_admin):
        return sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.in_country([self.value()]) if self.value() else queryset


class RoleListFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return OrganisationRole.choices

    def queryset(self, request, queryset):
        return queryset.with_role(self.value()) if self.value() else queryset


class Inline(TabularInline):
    extra = 0
    tab = True


class OrganisationAliasInline(Inline):
    model = OrganisationAlias


class GroupAliasInline(Inline):
    model = GroupAlias


class ContactEmailInline(Inline):
    model = ContactEmail


class EngagementInline(Inline):
    model = Engagement
    fields = ("kind", "on", "note")


@admin.register(TargetGroup)
class TargetGroupAdmin(ModelAdmin):
    list_display = ("number", "name", "retired_on")
    list_display_links = ("number", "name")
    search_fields = ("name", "aliases__name")
    fields = ("number", "name", "slug", "description", "retired_on")
    inlines = (GroupAliasInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("number", "slug") if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(HistoryAdmin):
    form = OrganisationForm
    list_display = ("name", "kind", "country", "city", "parent", "is_demo")
    list_filter = ("kind", RoleListFilter, ("country", admin.AllValuesFieldListFilter), "is_demo")
    list_select_related = ("parent",)
    search_fields = ("search_text", "aliases__name")
    search_help_text = "Name, city, country or another name"
    autocomplete_fields = ("parent",)
    fields = ("name", "kind", "role_words", "country", "city", "website", "parent")
    inlines = (OrganisationAliasInline,)


@admin.register(Contact)
class ContactAdmin(HistoryAdmin):
    form = ContactForm
    list_display = ("name", "organisation", "groups", "countries", "consent", "verified_on")
    list_filter = (
        GroupListFilter,
        CountryListFilter,
        "consent",
        "lawful_basis",
        "do_not_contact",
        "mailing_opt_out",
        "is_demo",
    )
    list_select_related = ("organisation",)
    search_fields = ("search_text",)
    search_help_text = (
        "Name, every e-mail, phone, reference (C12), position, expertise, tag or organisation"
    )
    autocomplete_fields = ("organisation",)
    readonly_fields = ("consent_state",)
    inlines = (ContactEmailInline, EngagementInline)
    actions = ("export_chosen",)
    actions_list = ("import_file",)
    fieldsets = (
        (None, {"fields": ("name", "position", "organisation", "email", "phone")}),
        (
            "Parts of the name",
            {
                "classes": ("collapse",),
                "fields": (("salutation", "title"), ("given_name", "family_name", "suffix")),
            },
        ),
        (
            "Groups",
            {"fields": ("main_group", "other_groups", "country_codes", "language_codes")},
        ),
        ("Work", {"fields": ("expertise", "tag_names", "notes", "owner")}),
        (
            "Data protection",
            {
                "description": "Every export respects these fields. Answers to the questions on "
                "consent are recorded on the contact's page Answers.",
                "fields": (
                    "source",
                    "lawful_basis",
                    "consent_state",
                    "mailing_opt_out",
                    "do_not_contact",
                    "verified_on",
                ),
            },
        ),
    )

    def get_queryset(self, request):
        visible = Contact.objects.visible_to(request.user)
        return visible.select_related("organisation").defer("search_text", "notes")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer accounts as a plain choice: coordinators may not search accounts."""
        if db_field.name == "owner":
            kwargs["queryset"] = possible_owners()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="Consent")
    def consent_state(self, contact):
        if not contact.pk:
            return "Save the contact first, then record the answers."
        lines = [
            f"{use.label}: {Answer(answer).label if answer else 'not asked'}"
            for use, answer in answers_of(contact).items()
            if use in CONSENT_USES
        ]
        address = reverse("stakeholders:answers", args=[contact.pk])
        return format_html('{} – <a href="{}">Answers</a>', "; ".join(lines), address)

    def save_model(self, request, contact, form, change):
        contact.circumstances = Circumstances(by=request.user)
        super().save_model(request, contact, form, change)
        if {*SWITCHES.values()} & {*form.changed_data}:
            remind_of_copies(request, contact)
        if "email" in form.changed_data and contact.at_the_same_address:
            names = "; ".join(map(str, contact.at_the_same_address))
            messages.warning(
                request,
                f"This address is also that of {names}. If they are one person, merge them.",
            )

    def change_view(self, request, object_id, *args, **kwargs):
        """Show the contact, or redirect from a merged contact to the one that was kept."""
        keys = numbers_in([object_id])
        if keys and self.has_view_permission(request):
            visible = Contact.objects.visible_to(request.user)
            survivor = (
                None if visible.filter(pk__in=keys).exists() else visible.survivor_of(keys[0])
            )
            if survivor:
                return redirect("admin:stakeholders_contact_change", survivor.pk)
        return super().change_view(request, object_id, *args, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        return queryset.found_by(search_term), False

    def view_on_site(self, contact):
        return contact.get_absolute_url()

    def has_change_permission(self, request, obj=None):
        """Refuse to turn an anonymised row into a person."""
        if obj and obj.anonymised_on:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def has_export_permission(self, request):
        return request.user.has_perms((EXPORT, VIEW))

    def has_import_permission(self, request):
        return request.user.has_perms(IMPORTING)

    @action(description="Import a file", url_path="import-file", permissions=["import"])
    def import_file(self, request):
        return redirect("stakeholders:import")

    @admin.action(description="Export for a purpose", permissions=["export"])
    def export_chosen(self, request, queryset):
        ids = list(queryset.values_list("pk", flat=True)[: MAX_TICKED_CONTACTS + 1])
        if len(ids) > MAX_TICKED_CONTACTS:
            self.message_user(request, TOO_MANY, messages.ERROR)
            return None
        return ask(request, Selection.by_ids(request.user, ids), ids)

    def save_formset(self, request, form, formset, change):
        """Record in each new engagement who noted it."""
        for row in formset.save(commit=False):
            if isinstance(row, Engagement) and row.by_id is None:
                row.by = request.user
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()
