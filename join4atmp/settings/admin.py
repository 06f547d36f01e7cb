"""The look of the admin."""

from django.templatetags.static import static

UNFOLD = {
    "DASHBOARD_CALLBACK": "join4atmp.admin.accounts.start_page",
    "SITE_TITLE": "JOIN4ATMP",
    "SITE_HEADER": "JOIN4ATMP",
    "SITE_SUBHEADER": "Curators' workplace",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("img/mark.svg"),
        }
    ],
    "SHOW_VIEW_ON_SITE": True,
    "STYLES": [lambda request: static("css/admin.css")],
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "#eef8f8",
            "100": "#d5eeee",
            "200": "#aedddd",
            "300": "#7bc4c4",
            "400": "#45a3a3",
            "500": "#2a8888",
            "600": "#0b6e6e",
            "700": "#0a5959",
            "800": "#0b4747",
            "900": "#0c3c3c",
            "950": "#052424",
        }
    },
}
