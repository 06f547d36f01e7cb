"""The help-desk: library, form, personal page of a ticket, desks and measures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import list_as_file
from core.lists import Listing, page_of
from core.sent_forms import sent_once
from core.throttle import is_too_often
from core.transitions import InvalidTransition
from usecases.models import Bottleneck

from ..choices import FINISHED, TicketState
from ..desk.arrive import receive
from ..desk.links import path_of, ticket_of
from ..desk.measures import measures_of
from ..desk.moves import move_ticket
from ..desk.nearest import nearest
from ..exports import ANSWER_HEADER, answer_rows, content
from ..feeds import library_feed
from ..filters import AnswerFilter
from ..forms import ReplyForm, TicketForm, new_stamp
from ..models import Desk, LibraryAnswer, ReviewTask, Ticket

TOO_OFTEN = "Too many messages came from your address within an hour. Try again later."
TOO_LATE = "The form was open for longer than a day. Check your question and send it again."
CAN_BE_OPENED_AGAIN = (TicketState.ANSWERED, *FINISHED)


def library_listing(request):
    answers = LibraryAnswer.objects.visible_to(request.user).exclude(state="retired")
    filterset = AnswerFilter(request.GET, queryset=answers)
    return Listing(request, filterset, reverse("landscape:helpdesk"))


@login_not_required
@require_safe
def helpdesk(request):
    listing = library_listing(request)
    rows = listing.rows.select_related("step").defer("answer", "search_text", "index_words")
    page = page_of(request, rows.order_by("-state", "theme", "title", "pk"))
    tasks = ReviewTask.objects.of(answers=[row.pk for row in page.object_list])
    context = {
        "listing": listing,
        "page": page,
        "total": listing.filterset.queryset.count(),
        "under_review": set(tasks.values_list("answer", flat=True)),
        "today": timezone.localdate(),
        "exports": listing.exports("landscape:library_export"),
        "reason": Bottleneck.objects.filter(category__code="H15", year__lt=2020).first(),
    }
    return render(request, "landscape/helpdesk.html", context)


@login_not_required
@require_safe
def library_export(request):
    listing = library_listing(request)

    def write(format):
        return content(
            format,
            "answers",
            "Answers of the help-desk",
            ANSWER_HEADER,
            answer_rows(listing.rows),
            filters=listing.filters_in_words,
        )

    return list_as_file(request, listing, "answers", write)


@login_not_required
@require_safe
def feed(request):
    return library_feed()


@login_not_required
@require_safe
def answer_detail(request, pk):
    rows = LibraryAnswer.objects.visible_to(request.user).exclude(state="retired")
    answer = rows.select_related("step", "category").filter(pk=pk).first()
    if answer is None:
        raise Http404("There is no answer with this address, or it is not published.")
    tasks = ReviewTask.objects.of(answers=[answer.pk]).select_related("entry")
    context = {
        "answer": answer,
        "reviews": [task.entry for task in tasks],
        "is_due": bool(answer.review_on and answer.review_on <= timezone.localdate()),
    }
    return render(request, "landscape/answer.html", context)


@login_not_required
@require_POST
def answer_helped(request, pk):
    """Count that a published answer made a question needless; a few times per hour and address."""
    found = LibraryAnswer.objects.published().filter(pk=pk)
    if not found.exists():
        raise Http404("There is no published answer with this address.")
    if not is_too_often(request, "helped"):
        found.update(helped=F("helped") + 1)
    messages.success(request, "Thank you. No question was sent.")
    return redirect("landscape:answer", pk=pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("send")
def ask(request):
    """Show the nearest published answers to a question before it is sent."""
    is_sent = request.method == "POST"
    start = {"stamp": new_stamp(), "country": request.GET.get("country", "").upper()}
    start["atmp_class"] = request.GET.get("class", "")
    start["gmo"] = request.GET.get("gmo", "")
    form = TicketForm(request.POST, request.FILES) if is_sent else TicketForm(initial=start)
    near = None
    if is_sent and form.is_valid():
        if form.is_stale:
            form.add_error(None, TOO_LATE)
            form.renew_stamp()
        elif "send" not in request.POST:
            near = nearest(form.cleaned_data["question"])
        elif form.is_by_robot:
            return redirect("landscape:helpdesk")
        elif is_too_often(request, "ticket"):
            form.add_error(None, TOO_OFTEN)
        else:
            ticket = receive(**form.ticket_values)
            messages.success(
                request,
                f"Your question has the number {ticket.number}. Keep the address of this page: "
                "it is your personal link, and here you follow the answer.",
            )
            return redirect(path_of(ticket))
    context = {"form": form, "near": near, "has_looked": near is not None}
    return render(request, "landscape/ask.html", context, status=400 if form.errors else 200)


@login_not_required
@require_POST
def nearest_answers(request):
    """Return the nearest answers while the question is written. A POST, so that no log has it."""
    question = request.POST.get("question", "")[:4000]
    context = {"near": nearest(question) if question.strip() else None}
    return render(request, "landscape/_nearest.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("reply")
def ticket_page(request, token):
    """Show a ticket to its asker, who answers the desk, agrees to a publication or asks again."""
    ticket = ticket_of(token)
    if ticket is None:
        raise Http404("This link is not valid, or the question is removed.")
    form = ReplyForm(request.POST if "reply" in request.POST else None)
    if request.method == "POST" and _act(request, ticket, form):
        return redirect(request.path)
    may_reply = ticket.state in (TicketState.WAITING_ASKER, *CAN_BE_OPENED_AGAIN)
    context = {
        "ticket": ticket,
        "form": form,
        "may_reply": may_reply,
        "letters": ticket.messages.all(),
        "events": ticket.events.all(),
        "shows_answer": ticket.state in (TicketState.ANSWERED, TicketState.CLOSED),
    }
    return render(request, "landscape/ticket.html", context, status=400 if form.errors else 200)


def _act(request, ticket, form):
    """Do what the asker selected; return whether the page is shown again with a message."""
    try:
        return _acted(request, ticket, form)
    except InvalidTransition as refused:  # the desk changed the state meanwhile
        messages.error(request, str(refused))
        return True


def _acted(request, ticket, form):
    if "publish" in request.POST:
        choice = request.POST["publish"] == "yes"
        rows = Ticket.objects.filter(pk=ticket.pk).not_in_the_library()
        if rows.update(may_publish=choice):
            messages.success(request, "Your choice is saved.")
        else:
            messages.error(request, "The answer is already published. To change that, write to us.")
        return True
    if "close" in request.POST and ticket.state == TicketState.ANSWERED:
        move_ticket(ticket, TicketState.CLOSED, by=None, note="Closed by the asker")
        messages.success(request, "Thank you. Your question is closed.")
        return True
    if "reply" in request.POST and form.is_valid():
        if is_too_often(request, "reply"):
            form.add_error(None, TOO_OFTEN)
            return False
        ticket.messages.create(text=form.cleaned_data["text"], is_from_asker=True)
        if ticket.state in (TicketState.WAITING_ASKER, *CAN_BE_OPENED_AGAIN):
            move_ticket(ticket, TicketState.TRIAGED, by=None, note="Answer of the asker")
        messages.success(request, "Your answer is with the desk.")
        return True
    return False


@login_not_required
@require_safe
def desks(request):
    return render(request, "landscape/desks.html", {"desks": Desk.objects.all()})


@login_not_required
@require_safe
def measures(request):
    context = {"measures": measures_of(timezone.localdate())}
    return render(request, "landscape/measures.html", context)
