"""What a tab of the trials page shows beside the list."""

from .charts import BY_NAME, ON_LIST, charts


def shown_by(listing):
    """The drawn part of the tab that a listing shows, for its template."""
    if listing.view == "charts":
        return {"charts": charts(listing.selection, listing.address, BY_NAME)}
    if listing.view == "list":
        return {
            "page": listing.page,
            "charts": charts(listing.selection, listing.address, ON_LIST),
        }
    return {}
