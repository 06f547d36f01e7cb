"""Static files that nobody collected, or that changed since: pages work, and the log says so."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from core import static_files
from core.static_files import CollectedFiles


@pytest.fixture
def not_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_USE_FINDERS = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "core.static_files.CollectedFiles"},
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("not_collected")
def test_pages_and_their_styles_work_without_collectstatic(caplog):
    page = Client().get("/about/")
    styles = Client().get("/static/css/base.css")
    styles.close()
    static_files.warn()

    assert page.status_code == 200
    assert 'href="/static/css/base.css"' in page.content.decode()
    assert styles.status_code == 200
    assert "The static files are not collected." in caplog.text


@pytest.mark.usefixtures("not_collected")
def test_a_file_that_changed_after_it_was_collected_is_named(settings):
    call_command("collectstatic", interactive=False, verbosity=0)
    assert static_files.trouble() == ""
    assert CollectedFiles().url("css/base.css") != "/static/css/base.css"

    (Path(settings.STATIC_ROOT) / "css" / "base.css").write_text("old")
    assert "changed after they were collected: 1, such as" in static_files.trouble()
    assert "css/base.css" in static_files.trouble()
