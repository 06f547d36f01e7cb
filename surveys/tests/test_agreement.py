import json
from itertools import groupby

import pytest

from surveys.agreement import alpha, kappa, kendall_w, quantile
from surveys.redcap import read_dictionary

from .redcap_files import EXAMPLES, frame_of, needs_examples


def test_kappa_of_cohens_example():
    """Twenty agreements on yes, fifteen on no, five and ten disagreements: 0.4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert kappa(pairs) == pytest.approx(0.4)


def test_agreement_is_not_defined_where_nothing_varies():
    assert kappa([]) is None
    assert kappa([("a", "a")]) is None
    assert alpha([["a", "a"]]) is None
    assert kendall_w([[1, 2]]) is None
    assert kendall_w([[1, 1], [2, 2]]) is None


def test_alpha_of_krippendorffs_nominal_example():
    """Two observers, ten units of zeros and ones: 0.095 (Krippendorff 2011, section A)."""
    first, second = "0100000010", "1110010000"

    assert alpha([list(pair) for pair in zip(first, second, strict=True)]) == pytest.approx(
        0.095, abs=0.001
    )


def test_unit_with_one_coder_says_nothing_about_agreement():
    units = [["a", "a"], ["b", "b"]]

    assert alpha([*units, ["c"]]) == alpha(units) == 1


@needs_examples
def test_panel_of_the_example():
    folder = EXAMPLES / "delphi"
    dictionary = read_dictionary((folder / "dictionary.csv").read_bytes())
    frame, _ = frame_of(dictionary, (folder / "records.csv").read_bytes())
    expected = json.loads((folder / "expected.json").read_text())["rounds"]
    items = [f"rate{number}" for number in range(1, 7)]
    columns = {}
    for name in items:
        codes, texts = frame.column(name)
        columns[name] = [texts[code] for code in codes]
    places = sorted(range(len(frame)), key=lambda place: frame.keys[place].event)

    for event, group in groupby(places, key=lambda place: frame.keys[place].event):
        rows = list(group)
        for name in items:
            votes = sorted(float(columns[name][row]) for row in rows if columns[name][row] != "-99")
            wanted = expected[event]["items"][name]
            assert len(votes) == wanted["n"]
            quartiles = [quantile(votes, share) for share in (0.25, 0.5, 0.75)]
            assert quartiles == [wanted["q1"], wanted["median"], wanted["q3"]]
        whole = [[float(columns[name][row]) for name in items] for row in rows]
        whole = [votes for votes in whole if -99 not in votes]
        assert kendall_w(whole) == pytest.approx(expected[event]["kendall_w"]["W"])


def test_quantile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no numbers"):
        quantile([], 0.5)
