"""Pages of saved views and feeds. Only the owner sees a saved view."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.text import one_line

from ..browse.selection import TrialSelection
from ..models import SavedView
from ..models.saved_view import MAX_QUERY_STRING_LENGTH, MAX_SAVED_VIEWS, new_key
from ..saved.feeds import CONTENT_TYPES, address, feed, newest
from ..saved.mail import view_of_token

FEED_SECONDS = 15 * 60
NO_ADDRESS = "Your account has no e-mail address, so you get no mail."


# Saved views


@require_safe
def saved_views(request):
    views = [
        (view, TrialSelection.of(view, request.user))
        for view in SavedView.objects.filter(owner=request.user)
    ]
    return render(request, "trials/saved/views.html", {"views": views, "most": MAX_SAVED_VIEWS})


@require_POST
def save_view(request):
    """Save the filter of the list under a name. A view that has this name already is only replaced
    if the person asks for that, because its feed and mails change with it."""
    selection = TrialSelection(request.user, request.POST.get("query", ""))
    name = one_line(request.POST.get("name", ""))[:120]
    back = f"{reverse('trials:list')}?{selection.query}"
    if not name:
        messages.error(request, "The view was not saved because it has no name. Enter a name.")
        return redirect(back)
    if not selection.is_valid:
        messages.error(
            request,
            "The view was not saved: its filter has a value that is not valid. Remove that value.",
        )
        return redirect(back)
    if len(selection.query) > MAX_QUERY_STRING_LENGTH:
        messages.error(
            request, "The view was not saved: its filter has too many values. Remove some."
        )
        return redirect("trials:list")
    mine = SavedView.objects.filter(owner=request.user)
    if mine.count() >= MAX_SAVED_VIEWS and not mine.filter(name=name).exists():
        messages.error(
            request,
            f"The view was not saved: you have {MAX_SAVED_VIEWS}. Delete one you do not need.",
        )
        return redirect("trials:saved_views")
    wants_mail = "weekly_mail" in request.POST
    values = {
        "query": selection.query,
        "weekly_mail": wants_mail,
        **_from_now_on(selection),
    }
    may_replace = "replace" in request.POST
    save = mine.update_or_create if may_replace else mine.get_or_create
    view, created = save(owner=request.user, name=name, defaults=values)
    if not (created or may_replace):
        messages.error(
            request,
            f"The view was not saved: you already have a view with the name “{name}”. Choose "
            "another name, or select “Replace my view of this name”.",
        )
        return redirect(back)
    said = "is saved" if created else "is replaced, and its feed with it"
    messages.success(request, f"The view “{view.name}” {said}.")
    if wants_mail and not request.user.email:
        messages.warning(request, NO_ADDRESS)
    return redirect("trials:saved_views")


def _from_now_on(selection):
    """Return the values that mark the current results as known."""
    found = selection.trials.order_by().values_list("pk", flat=True)
    return {"known": sorted(found), "mailed_at": timezone.now()}


@require_POST
def change_view(request, pk):
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    what = request.POST.get("what")
    if what == "mail":
        view.weekly_mail = True
        for name, value in _from_now_on(TrialSelection.of(view, request.user)).items():
            setattr(view, name, value)
        said = f"Once per week, you get a mail if “{view.name}” finds new trials."
        said = said if request.user.email else NO_ADDRESS
    elif what == "no-mail":
        view.weekly_mail = False
        said = f"The mails for “{view.name}” are stopped."
    elif what == "new-address":
        view.feed_key = new_key()
        said = f"The feed of “{view.name}” has a new address. The old one no longer works."
    elif what == "delete":
        view.delete()
        messages.success(request, f"The view “{view.name}” is deleted, and its feed with it.")
        return redirect("trials:saved_views")
    else:
        raise BadRequest("Nothing was chosen. Choose a change.")
    view.save()
    messages.success(request, said)
    return redirect("trials:saved_views")


@csrf_exempt  # the token in the address is the proof; mail programs post without a session
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request, token):
    """Ask on GET whether to stop a mail, and stop it on POST. The link in the mail needs no
    sign-in."""
    view = view_of_token(token)
    if view is None:
        raise Http404(
            "The saved view was deleted, or the link is not complete. Copy all of the link."
        )
    if request.method == "POST":
        SavedView.objects.filter(pk=view.pk).update(weekly_mail=False)
    context = {"view": view, "stopped": request.method == "POST"}
    return render(request, "trials/saved/stop.html", context)


# Feeds


@login_not_required
@require_safe
def trial_feed(request):
    """Return the feed of the list with this query string."""
    selection = TrialSelection(request.user, request.GET)
    answer = _feed(request, selection, "Trials of advanced therapies")
    if request.user.is_anonymous:
        patch_cache_control(answer, public=True, max_age=FEED_SECONDS)
    return answer


@login_not_required
@require_safe
def private_feed(request, key):
    """Send the feed of a saved view with the trials that its owner may see. The key is the
    proof."""
    views = SavedView.objects.select_related("owner")
    view = views.filter(feed_key=key, owner__is_active=True).first()
    if view is None:
        raise Http404("There is no feed at this address. Its owner may have created a new address.")
    answer = _feed(request, TrialSelection.of(view, view.owner), view.name)
    add_never_cache_headers(answer)
    return answer


def _feed(request, selection, title):
    format = request.GET.get("format", "atom")
    if format not in CONTENT_TYPES:
        return _refused(
            f"This feed format does not exist. Choose one of: {', '.join(CONTENT_TYPES)}."
        )
    if not selection.is_valid:
        return _refused(f"This list does not exist. {' '.join(selection.errors)}")
    words = selection.words or "All trials"
    document = feed(
        format,
        newest(selection.trials),
        title=f"JOIN4ATMP: {title}",
        text=f"{words}. {selection.invented_notice}".removesuffix(". "),
        page=address(f"{reverse('trials:list')}?{selection.query}"),
        own=address(request.get_full_path()),
    )
    if format == "json":
        return JsonResponse(document, content_type=CONTENT_TYPES[format])
    return HttpResponse(document, content_type=CONTENT_TYPES[format])


def _refused(sentence):
    return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")
