"""Helpers of pages that change data."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


def posted_with(*permissions):
    """Return a decorator for views that change data: POST only, and 404 for accounts without the
    permissions."""

    def decorate(view):
        @require_POST
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_perms(permissions):
                raise Http404("There is no such page for your account.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def saved_or_told(request, form, done, address):
    """Save a form and show `done`, or show its errors; redirect to the address in both cases."""
    if form.is_valid():
        form.instance.by = request.user
        form.save()
        messages.success(request, done)
    else:
        for name, errors in form.errors.items():
            field = form.fields.get(name)
            label = f"{field.label or name}: " if field else ""
            for error in errors:
                messages.error(request, f"{label}{error}")
    return redirect(address)
