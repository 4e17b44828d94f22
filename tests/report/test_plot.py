"""Plots are well-formed, the same every time, readable in two colour schemes, and nothing covers anything."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from verifier.errors import InputError
from verifier.lab.book.pages.exact_table import ExactTable, render_csv, render_markdown
from verifier.report.plots.plot import WIDTH, Plot, Series, render_svg
from verifier.report.plots.scale import scale_of

SVG = "{http://www.w3.org/2000/svg}"
LONG = "a policy with a name of eighty characters, as long as names of series may become"


def line(name, values, look="line"):
    return Series(name, tuple((Fraction(x), Fraction(y)) for x, y in values), look)


def plot(*series, **options):
    return Plot("Title", "What is seen", "number of samples k", "win rate", series, **options)


def shapes(svg):
    root = ET.fromstring(svg)  # noqa: S314  # our own text
    return root, [each.text for each in root.iter(f"{SVG}text")]


RATES = line(LONG, [(k, Fraction(k, k + 1)) for k in range(1, 11)])


def test_a_plot_says_what_it_shows():
    svg = render_svg(plot(RATES, line("a < b & c", [(1, "1/2"), (10, "1/2")], "promise")))
    root, texts = shapes(svg)
    assert root.find(f"{SVG}title").text == "Title"
    assert root.find(f"{SVG}desc").text == "What is seen"
    assert {LONG, "a < b & c", "number of samples k", "win rate"} <= set(texts)
    assert [str(k) for k in range(1, 11)] == [text for text in texts if text.isdigit()]
    assert "prefers-color-scheme:dark" in svg
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", svg)


def test_the_legend_stands_below_everything_that_is_drawn():
    root, _ = shapes(render_svg(plot(RATES, line("flat", [(1, "1/2")]))))
    height = Fraction(root.get("height"))
    rows = {each.text: Fraction(each.get("y")) for each in root.iter(f"{SVG}text") if each.text in {LONG, "flat"}}
    label = next(Fraction(each.get("y")) for each in root.iter(f"{SVG}text") if each.text == "number of samples k")
    assert label + 13 < rows[LONG] - 13
    assert rows[LONG] + 13 <= rows["flat"] <= height - 8
    assert all(0 <= Fraction(each.get("x")) < WIDTH for each in root.iter(f"{SVG}text"))


def test_long_names_and_titles_go_over_several_rows():
    words = " ".join(["word"] * 60)
    svg = render_svg(Plot(words, "d", "x", "y", (line(words, [(1, 1), (2, 2)]),)))
    _, texts = shapes(svg)
    assert " ".join(text for text in texts if text.startswith("word")) == f"{words} {words}"
    assert max(map(len, texts)) < 100


def test_coordinates_have_two_decimals_and_the_same_bytes_come_every_time():
    series = line("thirds", [(Fraction(1, 3), Fraction(1, 7)), (Fraction(10**5, 3), Fraction(2, 7))])
    svg = render_svg(plot(series, log_x=True, log_y=True))
    assert svg == render_svg(plot(series, log_x=True, log_y=True))
    drawn = " ".join(re.findall(r' (?:d|x|y|cx|cy)="([^"]*)"', svg))
    assert re.search(r"\d\.\d\d", drawn)
    assert not re.search(r"\d\.\d\d\d", drawn)


def test_every_mark_lies_within_the_picture():
    series = [line(f"series {i}", [(x, Fraction(i + x, 7)) for x in (1, 40, 9000)]) for i in range(6)]
    root, _ = shapes(render_svg(plot(*series, log_x=True)))
    height = Fraction(root.get("height"))
    paths = [each.get("d") for each in root.iter(f"{SVG}path") if each.get("class") == "line"]
    points = [tuple(map(Fraction, pair.split())) for path in paths for pair in path[1:].split("L") if "h" not in pair]
    assert len(points) == 18
    assert all(0 < x <= WIDTH and 0 < y < height for x, y in points)


@pytest.mark.parametrize(
    ("values", "options", "labels"),
    [
        ([1, 10], {"whole": True}, [str(k) for k in range(1, 11)]),
        ([0, 100], {"whole": True}, ["0", "20", "40", "60", "80", "100"]),
        (["51/100", "51/100"], {}, ["-0.5", "0.0", "0.5", "1.0", "1.5", "2.0"]),
        (["1/3", "1/3000"], {}, ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30", "0.35"]),
        ([10, 500], {"logarithmic": True}, ["10", "20", "50", "100", "200", "500"]),
        ([3, 3], {"logarithmic": True}, ["2", "5"]),
        ([1, 10**5], {"logarithmic": True}, ["1", "10", "100", "1000", "10⁴", "10⁵"]),
        (["1/7000000", 3], {"logarithmic": True}, ["10⁻⁶", "10⁻⁴", "10⁻²", "1"]),
    ],
)
def test_round_values_are_labelled_and_the_axis_holds_all(values, options, labels):
    given = [Fraction(value) for value in values]
    scale = scale_of(given, **options)
    assert [tick.label for tick in scale.ticks] == labels
    assert all(0 <= scale.place(value) <= 1 for value in [*given, *(tick.value for tick in scale.ticks)])


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(InputError, match="positive values only"):
        scale_of([Fraction(0), Fraction(1)], logarithmic=True)
    with pytest.raises(InputError, match="no value to plot"):
        scale_of([])
    with pytest.raises(InputError, match="has no point"):
        plot(line("none", []))
    with pytest.raises(InputError, match="25 series cannot be told apart"):
        plot(*(line(str(i), [(1, 1)]) for i in range(25)))


def test_no_two_series_of_a_plot_look_alike():
    """Marks of one colour differ in shape."""
    svg = render_svg(plot(*(line(f"n{i}", [(1, 1)]) for i in range(24))))
    groups = re.findall(r'<g class="s(\d+) line">(.*?)</g>', svg, re.DOTALL)[:24]
    shapes = [re.sub(r'[-\d. ]+|"/?>.*', "", re.sub("<path class=.line.[^>]*>", "", inner)) for _, inner in groups]
    colours = [re.search(rf"\.s{i} \.line[^{{]*{{stroke:(#\w+)}}", svg)[1] for i, _ in groups]
    assert len(set(zip(colours, shapes, strict=True))) == 24


def test_tables_have_every_number_exactly_and_as_a_decimal():
    table = ExactTable("a, b", ("k", "rate, exact", "said"), ((1, Fraction(2, 3), "yes"), (2, None, 'a "b"')))
    assert render_csv(table) == ('k,"rate, exact","rate, exact (decimal)",said\n1,2/3,0.666667,yes\n2,,,"a ""b"""\n')
    assert "| 1 | 0.666667 = 2/3 | yes |" in render_markdown(table)
    small = ExactTable("t", ("gap",), ((Fraction(1, 3 * 10**9),),))
    assert "| 3.34e-10 = 1/3000000000 |" in render_markdown(small)
    for rows in ((), ((1,),)):
        with pytest.raises(InputError, match="at least one row"):
            ExactTable("t", ("a", "b"), rows)
