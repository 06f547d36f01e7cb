import pytest

from registers.euctr_summary import EuctrSummary, is_summary, read_summaries
from registers.records import NotARegisterFile, Problem

from .samples import REAL

TEXT = """

EudraCT Number:          2008-006649-18
Sponsor Protocol Number: 08/0214
Sponsor Name:            University College
Full Title:              A Phase I Study of T cells for ...
Start Date:              2011-11-16
Medical condition:       CMV reactivation

 in recipients
Disease:                 Version: 19.0, SOC Term: 100000004865, Level: LLT
Disease:                 Version: 20.0, SOC Term: 100000004866, Level: PT
Population Age:          Adults
Gender:                  Male, Female
Trial protocol:          GB(GB - no longer in EU/EEA) DE(Completed) Outside EU/EEA \n\
Link:                    https://www.clinicaltrialsregister.eu/ctr-search/search?query=x

EudraCT Number:          2008-002768-32
Sponsor Protocol Number: MM03
Disease:
Trial protocol:          DE(Ongoing)
"""


def test_a_summary_is_read_line_by_line():
    summary, cut_off = read_summaries(TEXT.encode(), "summary.txt")

    assert isinstance(summary, EuctrSummary)
    assert summary.number == "2008-006649-18"
    assert summary.value("Medical condition") == "CMV reactivation\n\n in recipients"
    assert len(summary.diseases) == 2
    assert summary.countries == (
        ("GB", "GB - no longer in EU/EEA"),
        ("DE", "Completed"),
        ("3rd", ""),
    )
    assert isinstance(cut_off, Problem)
    assert (cut_off.record, "cut off" in cut_off.message) == ("2008-002768-32", True)


def test_a_full_text_is_no_summary():
    assert is_summary(TEXT.encode())
    assert not is_summary(b"This file contains full details\n\nSummary\nEudraCT Number: 1")


def test_other_pages_are_refused():
    with pytest.raises(NotARegisterFile):
        list(read_summaries(b"<html></html>", "x"))


@pytest.mark.parametrize("path", sorted(REAL.glob("euctr/summary_*.txt")), ids=lambda p: p.name)
def test_real_summaries_keep_every_character(path):
    text = path.read_text()
    summaries = list(read_summaries(text.encode(), path.name))

    assert all(isinstance(summary, EuctrSummary) for summary in summaries)
    kept = "".join(f"{key}:{value}" for summary in summaries for key, value in summary.lines)
    assert "".join(kept.split()) == "".join(text.split())
