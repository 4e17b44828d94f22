"""The plot of characters: marks stand in the row of their rate and the column of their k."""

from fractions import Fraction

from verifier import Population, audit
from verifier.report.plots.text import render_text_plot

HALF = Population.from_rankings({"yes > no": 3, "no > yes": 2})


def test_nlhf_stays_flat_and_the_promise_climbs():
    lines = render_text_plot(audit(HALF, "nlhf", k=range(1, 11))).split("\n")
    rows = {lines[i].partition("|")[0].strip() or f"row {i}": lines[i].partition("|")[2] for i in range(11)}
    assert rows["0.60"].replace(" ", "") == "o" * 10
    assert rows["0.50"].replace(" ", "") == "."
    assert rows["0.90"].rstrip().endswith(".  .  .")


def test_every_mark_is_within_a_fortieth_of_its_rate():
    report = audit(HALF, ["uniform", "nlhf"], k=range(1, 8))
    lines = render_text_plot(report).split("\n")[:11]
    marks = {"uniform": "o", "nlhf": "x"}
    seen = 0
    for each in report.findings:
        if each.claim == "robust":
            column = 3 * (each.k - 1) + 1
            cells = [line.partition("|")[2].ljust(40)[column] for line in lines]
            near = [cells[i] for i in range(11) if abs(1 - Fraction(i, 20) - each.value) <= Fraction(1, 40)]
            assert {marks[each.policy], "%"} & set(near), each
            seen += 1
    assert seen == 14


def test_few_numbers_of_samples_are_not_plotted():
    assert render_text_plot(audit(HALF, "nlhf", k=[1, 2])) == ""
    assert render_text_plot(audit(HALF, "nlhf", samples_for="3/5", k=None)) == ""
