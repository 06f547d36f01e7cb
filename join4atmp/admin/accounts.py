"""The admin pages of accounts and roles, and the start page of the admin."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from core.admin import ModelAdmin
from products.queue import other_queues as queues_of_products
from trials.curation import queue
from trials.curation.people import return_work

admin.site.unregister((User, Group))


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


@admin.register(User)
class UserAdmin(OwnRightsOnly, ReturnsWork, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")


@admin.register(Group)
class GroupAdmin(OwnRightsOnly, ReturnsWork, DjangoGroupAdmin, ModelAdmin):
    pass
