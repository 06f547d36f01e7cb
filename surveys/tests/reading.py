"""Helpers that read pages."""

PAGES = ("/survey/", "/survey/questions/", "/survey/findings/", "/survey/interviews/")


def text_of(answer):
    return " ".join(answer.content.decode().split())
