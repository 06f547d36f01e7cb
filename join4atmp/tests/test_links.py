"""Links with a host start with SITE_URL, because the sender of a request chooses its host."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from .access import address_of, routes, samples

OTHER = "other.example"
OF_THE_REQUEST = {"build_absolute_uri", "get_host", "get_current_site", "get_port", "HTTP_HOST"}
FOLDERS = sorted(
    path.name for path in Path(settings.BASE_DIR).iterdir() if (path / "__init__.py").exists()
)


def names_in(text):
    """Return the names, attributes and texts of a Python file."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    imported = {
        each.name for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names
    }
    return names | attributes | texts | imported


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_module_takes_the_host_of_the_request(folder):
    files = [
        path for path in Path(settings.BASE_DIR, folder).rglob("*.py") if "tests" not in path.parts
    ]
    assert files
    found = {str(path): names_in(path.read_text()) & OF_THE_REQUEST for path in files}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_template_takes_the_host_of_the_request():
    words = re.compile("|".join(OF_THE_REQUEST))
    files = list(Path(settings.BASE_DIR, "templates").rglob("*"))
    texts = {path.name: path.read_text() for path in files if path.suffix in {".html", ".txt"}}
    assert len(texts) > 100
    assert [name for name, text in texts.items() if words.search(text)] == []


@pytest.mark.django_db
@pytest.mark.timeout(1200)
def test_no_public_page_or_file_has_the_host_of_the_request(settings):
    settings.ALLOWED_HOSTS = [OTHER]
    call_command("load_demo", trials=5, stakeholders=5, verbosity=0)
    found, opened, wrong = samples(), 0, []
    client = Client(HTTP_HOST=OTHER, raise_request_exception=False)
    for route in routes():
        answer = client.get(address_of(route, found))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        opened += answer.status_code == 200
        if OTHER.encode() in content or OTHER in answer.get("Location", ""):
            wrong.append(route.pattern)
    assert opened > 60
    assert wrong == []
