"""Tests of the guards in conftest.py: requests to other machines and errors in the browser."""

import socket

import pytest

from conftest import NetworkRefused

FOREIGN = "192.0.2.1"  # an address that RFC 5737 reserves for examples


def test_connection_to_another_machine_is_refused():
    with socket.socket() as client, pytest.raises(NetworkRefused, match=FOREIGN):
        client.connect((FOREIGN, 80))


def test_name_of_another_machine_is_not_looked_up():
    with pytest.raises(NetworkRefused, match=r"portal\.example"):
        socket.create_connection(("portal.example", 80))


def test_connection_to_this_machine_works():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_errors_on_the_console_and_foreign_requests_are_collected(page, page_problems):
    page.evaluate("console.error('broken')")
    page.evaluate(f"fetch('http://{FOREIGN}/').catch(() => null) && 0")
    page.title()

    assert page_problems[:2] == [
        "console: broken",
        f"request to another machine: http://{FOREIGN}/",
    ]
    page_problems.clear()


def test_exceptions_of_scripts_are_collected(page, page_problems):
    page.evaluate("void setTimeout(() => { throw new Error('not caught') })")
    page.wait_for_timeout(50)

    assert page_problems == ["script: not caught"]
    page_problems.clear()
