"""The admin pages of accounts and roles, and the start page of the admin."""

from functools import partial

# Imported from their admin modules, which register them there.
from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from unfold.forms import AdminPasswordChangeForm

from core.accounts.invitations import invite
from core.accounts.notices import tell_owner
from core.accounts.second_factor import FACTORS, remove_factors
from core.accounts.sessions import sign_out_everywhere
from core.admin import ModelAdmin
from products.queue import other_queues as queues_of_products
from trials.curation import queue
from trials.curation.people import return_work

from .account_forms import AccountForm, InvitationForm
from .recent_password import AsksForPassword

# Addresses, second factors and sessions belong to the page of their account.
admin.site.unregister((User, Group, EmailAddress, Authenticator, UserSession))
if settings.OIDC:  # the environment has the only provider
    from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken

    admin.site.unregister((SocialAccount, SocialApp, SocialToken))


def start_page(request, context):
    """Add the queues of the user to the start page of the admin."""
    return context | {
        "queues": queue.lines(request.user),
        "other_queues": [
            *queue.other_queues(request.user),
            *queues_of_products(request.user),
        ],
        "reviewers_required": settings.REVIEWERS_REQUIRED,
    }


class ReturnsWork:
    """Return the open work of users who are deactivated or lose a role."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        verdicts, trials = return_work()
        if verdicts or trials:
            messages.info(
                request,
                f"{verdicts} open reviews and {trials} assigned trials were returned to the queue, "
                "because their users may no longer work on them.",
            )


def permissions_of(holder):
    """Return the permissions of a user or group, also of a user who is not active at present."""
    if isinstance(holder, Group):
        return holder.permissions.order_by()
    if holder.is_superuser:
        return Permission.objects.order_by()
    own = Q(pk__in=holder.user_permissions.values("pk"))
    by_role = Q(pk__in=Permission.objects.filter(group__user=holder).values("pk"))
    return Permission.objects.filter(own | by_role).order_by()


def grantable_groups(user):
    """Return the groups that have no permission which the user lacks."""
    lacking = Permission.objects.exclude(pk__in=permissions_of(user).values("pk"))
    return Group.objects.exclude(permissions__in=lacking)


def has_all_rights_of(user, holder):
    """Return whether the user has every right of another user or of a group."""
    if user.is_superuser:
        return True
    if getattr(holder, "is_superuser", False):
        return False
    lacking = permissions_of(holder).exclude(pk__in=permissions_of(user).values("pk"))
    return not lacking.exists()


class OwnRightsOnly:
    """Show users and groups with more rights than the user read-only, and offer only own rights.

    A user can therefore neither give nor take a right that the user lacks.
    """

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or has_all_rights_of(request.user, obj)
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or has_all_rights_of(request.user, obj)
        )

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and not request.user.is_superuser:
            offered = permissions_of if db_field.related_model is Permission else grantable_groups
            field.queryset = field.queryset.filter(pk__in=offered(request.user).values("pk"))
        return field


class HelpWithSignIn:
    """Invite people, sign them out, and remove the second factor of a lost device."""

    actions = ("send_invitations", "sign_out", "remove_second_factors")

    @admin.action(description="Send an invitation to choose a password", permissions=["change"])
    def send_invitations(self, request, queryset):
        for user in self._allowed(request, queryset):
            self.send_invitation(request, user)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out(self, request, queryset):
        for user in self._allowed(request, queryset):
            sign_out_everywhere(user)
            self._report(request, user, "was signed out everywhere")

    @admin.action(description="Remove the second factor (lost device)", permissions=["change"])
    def remove_second_factors(self, request, queryset):
        for user in self._allowed(request, queryset):
            remove_factors(user)
            self._report(request, user, "has no second factor any more, and was signed out")

    def send_invitation(self, request, user):
        if user.email and invite(user):
            self._report(request, user, f"was invited at {user.email}")
        else:
            messages.error(
                request,
                f"The invitation of {user} was not sent. Check the address, then choose "
                "“Send an invitation” in the list of users.",
            )

    def _allowed(self, request, queryset):
        """Yield the users whom this administrator may change."""
        for user in queryset:
            if self.has_change_permission(request, user):
                yield user
            else:
                messages.error(request, f"{user} has rights that you lack. Nothing was changed.")

    def _report(self, request, user, text):
        self.log_change(request, user, f"{user} {text}.")
        messages.success(request, f"{user} {text}.")


@admin.register(User)
class UserAdmin(
    AsksForPassword, HelpWithSignIn, OwnRightsOnly, ReturnsWork, DjangoUserAdmin, ModelAdmin
):
    form = AccountForm
    add_form = InvitationForm
    add_fieldsets = ((None, {"fields": InvitationForm.Meta.fields}),)
    fieldsets = (*DjangoUserAdmin.fieldsets, ("Second factor", {"fields": ("factors",)}))
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username",
        "email",
        "first_name",
        "last_name",
        "is_staff",
        "is_active",
        "second_factor",
    )
    readonly_fields = ("factors", "last_login", "date_joined")

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).annotate(second_factor=Exists(factors))

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    @admin.display(boolean=True, ordering="second_factor")
    def second_factor(self, user):
        return user.second_factor

    @admin.display(description="Set up")
    def factors(self, user):
        found = Authenticator.objects.filter(user=user).order_by("created_at")
        return ", ".join(f"{each} ({date_format(each.created_at)})" for each in found) or "None"

    def user_change_password(self, request, id, form_url=""):
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            tell_owner(
                User.objects.get(pk=id),
                "your password was changed",
                "An administrator has changed the password of your account on the JOIN4ATMP "
                "portal, and you are signed out everywhere.",
            )
        return answer

    def save_model(self, request, obj, form, change):
        """Invite a new user; end the sessions of a user whose rights or address are changed."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            transaction.on_commit(partial(self.send_invitation, request, obj))
            return
        if "email" in form.changed_data:
            obj.emailaddress_set.exclude(email=obj.email).delete()
            tell_owner(
                obj,
                "your e-mail address was changed",
                f"An administrator has changed the e-mail address of your account {obj} on the "
                "JOIN4ATMP portal, and has signed you out everywhere.",
                address=form.initial["email"],
            )
        if {"email", "is_staff", "is_superuser", "is_active"} & {*form.changed_data}:
            sign_out_everywhere(obj)


@admin.register(Group)
class GroupAdmin(AsksForPassword, OwnRightsOnly, ReturnsWork, DjangoGroupAdmin, ModelAdmin):
    pass
