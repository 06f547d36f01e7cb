"""The admin pages of accounts and roles, and the start page of the admin."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
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


@admin.register(User)
class UserAdmin(ReturnsWork, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active")


@admin.register(Group)
class GroupAdmin(ReturnsWork, DjangoGroupAdmin, ModelAdmin):
    pass
