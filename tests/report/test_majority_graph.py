"""The graph of the majorities: every pair is there, nothing covers anything, and the bytes are the same every time."""

import re
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Population, audit
from verifier.report.formats.html import render_html
from verifier.report.plots.majority_graph import MOST_RESPONSES, majority_caption, render_majority_graph

F = Fraction


def skew(m, margins):
    rows = [[F(0)] * m for _ in range(m)]
    for (y, z), margin in zip(combinations(range(m), 2), margins, strict=True):
        rows[y][z], rows[z][y] = margin, -margin
    return rows


@st.composite
def tournaments(draw):
    m = draw(st.integers(2, MOST_RESPONSES))
    total = draw(st.sampled_from([1, 2, 7, 100, 1001]))
    share = st.integers(-total, total).map(lambda top: F(top, total))
    return skew(m, draw(st.lists(share, min_size=m * (m - 1) // 2, max_size=m * (m - 1) // 2)))


def rectangles(svg):
    found = re.findall(r'<rect class="under" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>', svg)
    return [tuple(map(F, each)) for each in found]


@given(tournaments())
def test_no_number_covers_another_or_a_response(margins):
    svg = render_majority_graph([f"response {i}" for i in range(len(margins))], margins)
    boxes = rectangles(svg)
    assert len(boxes) == len(margins) * (len(margins) - 1) // 2
    for (x, y, width, height), (other_x, other_y, other_width, other_height) in combinations(boxes, 2):
        assert (
            x + width <= other_x or other_x + other_width <= x or y + height <= other_y or other_y + other_height <= y
        )
    rings = [tuple(map(F, each)) for each in re.findall(r'class="ring" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)]
    assert len(rings) == len(margins)
    for x, y, width, height in boxes:
        for centre_x, centre_y, radius in rings:
            across = max(x - centre_x, centre_x - x - width, 0)
            down = max(y - centre_y, centre_y - y - height, 0)
            assert across**2 + down**2 >= radius**2


@given(tournaments())
def test_every_pair_is_an_arrow_from_winner_to_loser_or_a_dashed_line(margins):
    names = list("abcdefgh")[: len(margins)]
    svg = render_majority_graph(names, margins)
    said = unescape(re.search("<desc[^>]*>(.*)[.]</desc>", svg)[1]).split("; ")
    beaten = {tuple(each.split(" by ")[0].split(" beats ")) for each in said if " beats " in each}
    tied = {frozenset(each.removesuffix(" are tied").split(" and ")) for each in said if each.endswith("tied")}
    pairs = list(combinations(range(len(margins)), 2))
    names = [f'"{name}"' for name in names]  # the description is text, and its names have quotes
    assert beaten == {(names[y], names[z]) for pair in pairs for y, z in (pair, pair[::-1]) if margins[y][z] > 0}
    assert tied == {frozenset((names[y], names[z])) for y, z in pairs if margins[y][z] == 0}
    assert svg.count('class="beats"') == len(beaten)
    assert svg.count('class="ties"') == len(tied)


def ends(svg, kind="beats"):
    """Where the first line of a kind starts and ends."""
    found = re.search(rf'class="{kind}"[^>]* d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', svg)
    return [F(each) for each in found.groups()]


def test_the_arrow_starts_at_the_winner():
    first_wins, second_wins = (render_majority_graph(["a", "b"], skew(2, [F(by, 3)])) for by in (1, -1))
    down, up = ends(first_wins), ends(second_wins)
    assert down[1] < down[3]
    assert up == [*down[2:], *down[:2]]


def test_margins_are_fractions_where_all_are_short_and_percent_elsewhere():
    short = skew(3, [F(3, 7), F(-1, 7), F(0)])
    assert re.findall("<text x=[^>]*>([^<]*)</text>", render_majority_graph(["a", "b", "c"], short)) == [
        "3/7",
        "1/7",
        "=",
    ]
    assert "percent" not in majority_caption(short)
    long = skew(3, [F(3, 7777), F(1001, 3001), F(0)])
    assert re.findall("<text x=[^>]*>([^<]*)</text>", render_majority_graph(["a", "b", "c"], long)) == [
        "&lt;0.1", "33.4", "=",
    ]  # fmt: skip
    assert "in percent" in majority_caption(long)
    assert "&quot;a&quot; beats &quot;c&quot; by 1001/3001 (33.4 %)" in render_majority_graph(["a", "b", "c"], long)


def test_short_names_stand_at_the_circle_and_long_ones_have_a_number_that_the_table_explains():
    svg = render_majority_graph(["tea", "milk"], skew(2, [F(1, 3)]))
    assert ">tea</text>" in svg
    long = ["x" * 80, "y"]
    svg = render_majority_graph(long, skew(2, [F(1, 3)]))
    assert f">{long[0]}</text>" not in svg
    assert "1 beats 2 by 1/3 (33.3 %)" in svg
    assert f"<title>&quot;{long[0]}&quot; beats &quot;y&quot; by 1/3 (33.3 %)</title>" in svg


class Parsed(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.open, self.attributes = [], [], {}

    def handle_starttag(self, tag, attributes):
        given_here = dict(attributes)
        self.ids += [given_here["id"]] if "id" in given_here else []
        self.attributes.setdefault(given_here.get("class"), given_here)
        self.open.append(tag)

    def handle_startendtag(self, _tag, _attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("names", [("<b>", "&amp;", '"'), ("寿司", "שלום", "a\x1b[31m"), ("x" * 80, "y", "z")])
def test_the_graph_is_markup_of_ours_only_with_a_title_and_a_description(names):
    svg = render_majority_graph(names, skew(3, [F(1, 3), F(1, 3), F(0)]))
    parsed = Parsed()
    parsed.feed(svg)
    assert parsed.open == []
    graph = parsed.attributes["graph"]
    assert graph["role"] == "img"
    assert set(graph["aria-labelledby"].split()) <= set(parsed.ids)
    assert "\x1b" not in svg


@given(tournaments())
def test_the_same_majorities_are_the_same_bytes_without_a_float_in_them(margins):
    names = [str(i) for i in range(len(margins))]
    svg = render_majority_graph(names, margins)
    assert svg == render_majority_graph(list(names), [list(row) for row in margins])
    assert not re.search(r"\d\.\d{3}|\de-\d", re.sub("<style>.*?</style>", "", svg, flags=re.DOTALL))


def page(m):
    names = [f"r{i}" for i in range(m)]
    rankings = [(tuple(((i + j) % m,) for j in range(m)), 1 + i % 3) for i in range(m)]
    return render_html(audit(Population.from_counts(names, rankings), "uniform", k=[1]))


def test_the_page_has_the_graph_above_the_table_up_to_eight_responses():
    text = page(MOST_RESPONSES)
    assert text.index('class="graph"') < text.index('<table class="margins">')
    assert len(text.encode()) < 200_000
    beyond = page(MOST_RESPONSES + 1)
    assert 'class="graph"' not in beyond
    assert "With more than 8 responses the arrows of a graph could not be told apart" in beyond
    assert '<table class="margins">' in beyond
    alone = page(1)
    assert 'class="graph"' not in alone
    assert "could not be told apart" not in alone
