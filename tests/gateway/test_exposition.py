"""The text format, read back by a strict parser that knows the format and nothing of ours."""

import pytest

from gateway.exposition import Family, Histogram, Sample, render
from tests.gateway.prometheus import FormatError, parse

ODD = 'a\\b"c\nd'


def test_labels_and_help_survive_their_odd_characters() -> None:
    family = Family(name="x", kind="gauge", help="two\nlines \\", samples=[Sample(1.5, {"k": ODD})])
    found = parse(render([family]).decode())
    assert found["x"].help == "two\nlines \\"
    assert found["x"].samples == {("x", (("k", ODD),)): 1.5}


def test_a_family_without_samples_is_left_out() -> None:
    assert render([Family(name="x", kind="gauge", help="h", samples=[])]) == b""


def test_whole_numbers_are_written_whole() -> None:
    family = Family(name="x_total", kind="counter", help="h", samples=[Sample(3.0)])
    assert render([family]).endswith(b"\nx_total 3\n")


def test_a_histogram_counts_up_to_each_bound() -> None:
    seconds = Histogram()
    for value in (0.0005, 0.03, 0.05, 99.0):
        seconds.observe(value)
    family = Family(name="s", kind="histogram", help="h", samples=seconds.samples({"p": "zk"}))
    found = parse(render([family]).decode())["s"].samples
    told = {dict(labels).get("le", name): many for (name, labels), many in found.items()}
    assert (told["0.001"], told["0.025"], told["0.05"], told["+Inf"]) == (1, 1, 3, 4)
    assert told["s_count"] == 4
    assert told["s_sum"] == pytest.approx(99.0805)


@pytest.mark.parametrize(
    "text",
    [
        "x 1",
        "# TYPE x gauge\nx 1\n",
        "# HELP x h\n# TYPE x gauge\nx{a=1} 1\n",
        "# HELP x h\n# TYPE x gauge\nx 1\nx 1\n",
        "# HELP x h\n# TYPE x gauge\ny 1\n",
        "# HELP x h\n# TYPE x counter\nx 1\n",
        "# HELP x_total h\n# TYPE x_total counter\nx_total -1\n",
        "# HELP x h\n# TYPE x gauge\nx one\n",
        '# HELP x h\n# TYPE x histogram\nx_bucket{le="1"} 2\nx_bucket{le="+Inf"} 1\nx_count 1\n',
        '# HELP x h\n# TYPE x histogram\nx_bucket{le="1"} 1\nx_count 1\nx_sum 1\n',
    ],
)
def test_the_parser_is_strict(text: str) -> None:
    with pytest.raises(FormatError):
        parse(text)
