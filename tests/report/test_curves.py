"""Plots of characters, pages, notebooks and figures show every policy, and the promise that was made."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from verifier import Policy, Population, audit
from verifier.cli.main import main
from verifier.report.finding import Word
from verifier.report.formats.html import render_html
from verifier.report.headline import condorcet_line
from verifier.report.plots.curves import curves_of, promise_name, promised_of
from verifier.report.plots.rates import MOST_CURVES, rates_plots
from verifier.report.plots.text import render_text_plot

CYCLE = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
SEVEN = {f"mix {i}": Policy.from_weights({"a": i, "b": 7, "c": 1}, "abc", normalize=True) for i in range(1, 8)}


def legend(svg):
    return re.findall(r'<text x="80"[^>]*>(.*?)</text>', svg)


def plain(text):
    return re.sub("<[^>]*>", "", text)


@pytest.mark.parametrize("count", [5, 7])
def test_every_policy_is_drawn_the_users_own_too(count):
    policies = dict(list(SEVEN.items())[:count])
    report = audit(CYCLE, policies, k=[1, 2, 3])
    page = render_html(report)
    for name in policies:
        assert sum(name in plain(row) for row in legend(page)) == 1
        assert name in render_text_plot(report)
    assert [len(plot.series) for plot in rates_plots(report)] == [count + 2]
    assert {each.name for each in report.plot().series} >= set(policies)


def test_more_policies_than_one_plot_holds_are_in_several():
    policies = {f"p{i}": Policy.point(i % 3, 3) for i in range(MOST_CURVES + 1)}
    report = audit(CYCLE, policies, k=[1, 2])
    plots = rates_plots(report)
    assert [plot.title.partition("(")[2] for plot in plots] == ["1 of 2 plots)", "2 of 2 plots)"]
    drawn = [series.name for plot in plots for series in plot.series if series.look == "line"]
    assert sorted(drawn) == sorted(policies)
    page = render_html(report)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert page.count('aria-label="Plot of the win rates') == 2


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ["k/(k+1)"]),
        ({"rate": "2/3"}, ["promised: 2/3"]),
        ({"rate": "k/(k+2)"}, ["promised: k/(k+2)"]),
        ({"l": [1, 2], "rate": "k/(k+l)"}, ["promised: k/(k+l), l = 1", "promised: k/(k+l), l = 2"]),
    ],
)
def test_the_promise_that_is_drawn_is_the_one_that_was_made(options, names):
    report = audit(CYCLE, "uniform", k=[1, 2, 3], **options)
    promises = promised_of(report)
    assert [promise_name(each, promises) for each in promises] == names
    held = {(each.l, each.k): each.rate for each in report.findings if each.claim == "robust"}
    assert {(each.l, k): rate for each in promises for k, rate in each.rates.items()} == held
    drawn = [series for series in report.plot().series if series.look == "promise"]
    assert [dict(series.points) for series in drawn] == [each.rates for each in promises]
    text = render_text_plot(report)
    assert all(f". {name}" in text for name in names)
    assert ("k/(k+1)" in text) == (names == ["k/(k+1)"])


def test_many_responses_of_opponents_and_given_opponents_have_a_plot():
    two = audit(CYCLE, "uniform", k=[1, 2, 3], l=2)
    assert [curve.name for curve in curves_of(two)] == ["uniform, against 2 responses"]
    given = audit(CYCLE, "uniform", k=[1, 2, 3], opponent={"old": Policy.point(0, 3)})
    assert [curve.name for curve in curves_of(given)] == ['uniform, against "old"']
    for report in (two, given):
        assert any("uniform, against" in plain(row) for row in legend(render_html(report)))
        assert not any("NLHF" in series.name for series in report.plot().series)


def test_rates_that_are_only_bounded_are_said_to_be():
    report = audit(CYCLE, "uniform", k=[1, 2, 3])
    bounded = [
        replace(each, value=None, lower=Fraction(1, 2)) if each.claim == "robust" and each.k == 2 else each
        for each in report.findings
    ]
    (curve,) = curves_of(replace(report, findings=tuple(bounded)))
    assert (curve.told, curve.rates[2]) == ("uniform (at least)", Fraction(1, 2))
    assert [each.told for each in curves_of(report)] == ["uniform"]


def test_nothing_is_said_of_a_condorcet_winner_that_was_not_certified():
    report = audit(CYCLE, "uniform", k=1)
    facts = [
        replace(each, verdict=Word.UNDECIDED) if each.claim == "condorcet-winner" else each for each in report.findings
    ]
    unknown = replace(report, findings=tuple(facts), smith_set=())
    assert condorcet_line(report) == 'Condorcet winner: none (certified); Smith set: "a", "b", "c"'
    assert condorcet_line(unknown) == "Condorcet winner: not certified, nor that there is none"


def test_a_page_says_what_it_leaves_out():
    wide = Population.from_rankings([" > ".join(f"r{i}" for i in range(17))])
    page = render_html(audit(wide, {f"p{i}": Policy.point(i, 17) for i in range(11)}, k=[1, 2]))
    assert "… and 2 more; the tables above name the opponent of every promise" in page
    assert "The table of all pairs is left out: there are 17 responses" in page


@pytest.mark.parametrize("line", [["optimal", "-k", "2"], ["condorcet-dimension"]])
def test_a_page_without_a_promise_says_how_its_facts_stand(line, capfd):
    main(["solve", line[0], "gallery:three-cycle", *line[1:], "--format", "html"])
    page = capfd.readouterr().out
    assert re.search(r"<b>Certified\.</b> No promise was asked\. Of (\d) facts: \1 certified\.", page)
