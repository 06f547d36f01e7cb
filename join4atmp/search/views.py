from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.filters import MAX_QUERY_LENGTH

from .find import find
from .pages import GLOSSARY, PAGES, PROCEDURES
from .sources import sources_for


@login_not_required
@require_safe
def search(request):
    """Show the results in one group per source, each with a link to its whole list."""
    query = " ".join(request.GET.get("q", "").split())
    too_long = len(query) > MAX_QUERY_LENGTH
    sources = sources_for(request.user)
    only = next((source for source in sources if source.name == request.GET.get("in")), None)
    context = {
        "query": query[:MAX_QUERY_LENGTH],
        "too_long": too_long,
        "longest": MAX_QUERY_LENGTH,
        "results": find(query, request.user, only.name if only else "")
        if query and not too_long
        else None,
        "sources": [*sources, PROCEDURES, GLOSSARY, PAGES],
        "only": only,
    }
    return render(request, "search.html", context)
