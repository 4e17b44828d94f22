"""Names from right to left are isolated wherever a page shows them, so that nothing around them changes its place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from verifier import Population, audit
from verifier.preferences.bidi import isolated, isolated_html
from verifier.preferences.names import printable
from verifier.preferences.notebook import population_html
from verifier.preferences.policy import Policy
from verifier.report.formats.html import render_html

NAMES = ("שלום 2", "abc אבג", "مرحبا", "plain \u202e trick")
ROWS = [((0, 1, 2, 3), 3), ((2, 3, 0, 1), 2), ((1, 2, 0, 3), 2)]
PEOPLE = Population.from_counts(NAMES, [(tuple((y,) for y in row), count) for row, count in ROWS])
RIGHT = re.compile("[\u0590-\u08ff]")


def report():
    policies = ["nlhf", {"היום.json": Policy.uniform([0, 2], 4)}]
    return audit(PEOPLE, policies, k=range(1, 4), source="אנשים 7.json")


def shown(page):
    """What a reader sees of a page, or hears: without styles, scripts and the certificates in them."""
    return re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)


def test_no_character_from_right_to_left_stands_outside_of_an_isolate():
    page = shown(render_html(report()))
    assert len(RIGHT.findall(page)) > 100
    outside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", re.sub("<bdi>[^<]*</bdi>", "", page))
    assert RIGHT.findall(outside) == []


def test_a_name_is_isolated_as_a_whole_and_in_attributes_by_characters():
    page = shown(render_html(report()))
    assert set(re.findall("<bdi>([^<]*)</bdi>", page)) == {*NAMES[:3], "היום.json", "אנשים 7.json"}
    assert 'title="&#34;\u2068שלום 2\u2069&#34;"' in page
    assert "<title>&#34;\u2068אנשים 7.json\u2069&#34;: " in page
    assert re.search("<text [^>]*>\u2068היום.json\u2069</text>", page)
    for attribute in re.findall('="([^"]*)"', page):
        assert "bdi" not in attribute


def test_marks_of_direction_in_a_name_are_shown_as_escapes():
    page = shown(render_html(report()))
    assert r"plain \u202e trick" in page
    assert "\u202e" not in page


def test_pages_of_other_names_have_no_isolates():
    people = Population.from_rankings(["a > é > 寿司", "é > 寿司 > a"])
    assert not re.search("<bdi>|\u2068", shown(render_html(audit(people, "nlhf", k=[1, 2]))))


def test_tables_in_notebooks_isolate_too():
    text = population_html(PEOPLE) + report()._repr_html_()  # what a notebook calls
    assert "&quot;<bdi>مرحبا</bdi>&quot; &gt; &quot;plain" in text
    assert RIGHT.findall(re.sub("<bdi>[^<]*</bdi>", "", text)) == []


@given(st.lists(st.text("אב גx2,:<&\u202e.", min_size=1, max_size=6).map(printable), max_size=3), st.text("אבx ,:2<"))
def test_isolating_adds_isolates_and_changes_nothing_else(names, text):
    text = " ".join([*names, text])
    found, html = isolated(text, names), isolated_html(text, names)
    assert found.replace("\u2068", "").replace("\u2069", "") == text
    outside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", found)
    assert not RIGHT.search(outside)
    assert not re.search("[\u2068\u2069]", outside)
    assert html.count("<bdi>") == html.count("</bdi>") == found.count("\u2068")
