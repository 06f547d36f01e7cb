"""The editor for rich text in the admin, under its content security policy."""

from django.contrib import messages
from js_asset import Media

from .rich_text import RichTextField, removed


class RichTextAdmin:
    """Add the rich-text editor to an admin page and tell the user which parts were removed."""

    class Media:
        css = {"all": ["css/admin.css"]}

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor needs an import map, an inline script; a nonce allows it.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        say_what_was_removed(request, form)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for part in formset.forms:
            if part.has_changed() and part not in formset.deleted_forms:
                say_what_was_removed(request, part)
        super().save_formset(request, form, formset, change)


def say_what_was_removed(request, form):
    for field in form.instance._meta.fields:
        if not isinstance(field, RichTextField) or field.name not in form.changed_data:
            continue
        found = removed(form.cleaned_data.get(field.name) or "")
        if found:
            messages.warning(
                request,
                f"Removed from “{field.verbose_name}” of {form.instance}: {', '.join(found)}. "
                "The words were kept. Please check the text.",
            )
