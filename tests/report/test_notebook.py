"""In notebooks reports, populations and policies are tables, whatever the names are."""

import re
from fractions import Fraction
from html import unescape
from itertools import permutations
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from verifier import InputError, Lottery, Policy, Population, audit, check_files, gallery, nlhf
from verifier.report.plots.plot import render_svg

PEOPLE = Population.from_counts(["<b>x</b>", "R&D"], [(((0,), (1,)), 2), (((1,), (0,)), 1)])


def cells(shown):
    """The texts of all cells, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", shown)
    return [[unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in rows]


def test_a_report_is_html_with_escaped_names():
    shown = audit(PEOPLE, "nlhf", k=[1, 2])._repr_html_()
    assert "<td>2/3</td>" in shown
    assert "R&amp;D" in shown
    assert "<b>" not in shown
    assert shown.count("<tr>") == 3
    assert "Of 2 promises: 2 certified." in shown


def test_a_report_is_latex_that_needs_no_macro():
    shown = audit(PEOPLE, "nlhf", k=[1, 2])._repr_latex_()
    row = r"2 & \ensuremath{0.666667} & \ensuremath{2/3} & \ensuremath{2/3} & certified & \raggedright "
    assert row + r"\texttt{\char34}R\&D\texttt{\char34}" in shown
    assert "verifier" not in shown
    assert shown.count(r"\begin{tabular}") == 1


def test_a_name_that_pdflatex_cannot_show_needs_no_macro_either():
    people = Population.from_rankings({"寿司 > R&D": 2, "R&D > 寿司": 1})
    assert r"\texttt{U+5BFF}\allowbreak{}\texttt{U+53F8}" in audit(people, "R&D", k=1)._repr_latex_()


def test_a_population_is_a_table_of_its_rankings_the_most_frequent_first():
    shown = PEOPLE._repr_html_()
    assert cells(shown)[1:] == [["2", '"<b>x</b>" > "R&D"'], ["1", '"R&D" > "<b>x</b>"']]
    shares = Population.from_rankings({"a > b": "3/5", "b > a": "2/5"})
    assert cells(shares._repr_html_())[0] == ["share", "ranking, best first"]
    assert cells(shares._repr_html_())[1] == ["3/5", '"a" > "b"']


def test_of_many_rankings_twenty_are_shown_and_the_others_counted():
    many = Population.from_counts("abcd", [(tuple((y,) for y in order), 1) for order in permutations(range(4))])
    assert many._repr_html_().count("<tr>") == 22
    assert "4 more rankings" in many._repr_html_()


def test_long_names_and_many_responses_stay_readable():
    names = [f"{i:03d} " + "x" * 76 for i in range(100)]
    people = Population.from_counts(names, [(tuple((y,) for y in range(100)), 1)])
    (_, (_, ranking)) = cells(people._repr_html_())
    assert ranking == " > ".join(f'"{name[:39]}"…' for name in names[:3]) + " … (97 more)"
    short = Population.from_counts([f"r{i}" for i in range(100)], [(tuple((y,) for y in range(100)), 1)])
    (_, (_, ranking)) = cells(short._repr_html_())
    assert ranking.startswith('"r0" > "r1" > "r2" > ')
    left = ranking.count(" > ") + 1
    assert ranking.endswith(f' > "r{left - 1}" … ({100 - left} more)')
    assert len(ranking) <= 180
    (_, (_, ranking)) = cells(Population.from_rankings(["y" * 500])._repr_html_())
    assert ranking == '"' + "y" * 39 + '"…'
    (_, (_, _, alone)) = cells(nlhf(Population.from_rankings(["y" * 500]))._repr_html_())
    assert alone == '"' + "y" * 79 + '"…'


def test_ties_and_left_out_responses_are_said():
    people = Population.from_rankings(["a = b", "c > a"], unranked="incomparable")
    shown = people._repr_html_()
    assert ["1", '"a" = "b"'] in cells(shown)
    assert "with ties, incomplete: left-out responses are read as incomparable" in shown


def test_control_characters_are_shown_as_escapes():
    people = Population.from_rankings(["a\x1b[2J > b"], ["a\x1b[2J", "b"])
    for each in (people, nlhf(people), audit(people, "nlhf", k=1)):
        assert "\x1b" not in each._repr_html_()
        assert r"a\x1b[2J" in each._repr_html_()


def test_nlhf_is_a_table_of_its_weights_with_names():
    shown = nlhf(Population.from_rankings({"a > b > c": 2, "b > c > a": 2, "c > a > b": 1}))._repr_html_()
    assert cells(shown)[1:] == [["0.600000", "3/5", '"a"'], ["0.200000", "1/5", '"b"'], ["0.200000", "1/5", '"c"']]
    assert "there is no other" in shown
    several = nlhf(Population.from_rankings(["a > b", "b > a"]))._repr_html_()
    assert "a face of dimension 1" in several


def test_a_policy_is_a_table_of_its_weights_the_largest_first():
    shown = Policy.from_fractions([Fraction(0), Fraction(1, 3), Fraction(2, 3)])._repr_html_()
    assert cells(shown)[1:] == [["0.666667", "2/3", "2"], ["0.333333", "1/3", "1"]]
    long = Policy.from_fractions([Fraction(1, 2**90), 1 - Fraction(1, 2**90)])._repr_html_()
    assert cells(long)[1:] == [["1.000000", "(long)", "1"], ["0.000000", "(long)", "0"]]
    many = Policy.uniform(range(100), 100)._repr_html_()
    assert len(cells(many)) == 22
    assert "80 more responses" in many


def test_a_lottery_is_a_table_of_its_sets():
    lottery = Lottery.from_fractions([([0, 2], Fraction(1, 4)), ([1, 2], Fraction(3, 4))])
    assert cells(lottery._repr_html_())[1:] == [["0.750000", "3/4", "1, 2"], ["0.250000", "1/4", "0, 2"]]


def test_a_report_with_many_facts_and_rates_folds_and_scrolls():
    report = audit(gallery("three-cycle"), ["nlhf", "borda"], k=range(1, 32))
    shown = report._repr_html_()
    assert shown.count("max-height") == 3
    assert ["k", "nlhf", "borda", "promised"] in cells(shown)
    facts = audit(gallery("half-barrier", epsilon="1/10"), "equilibrium", k=[1, 2, 3])._repr_html_()
    assert facts.count("<details>") == facts.count("</details>") == 1
    assert facts.count("<ul>") == facts.count("</ul>") == 3
    assert "<summary>1 more</summary>" in facts


def test_a_report_in_a_notebook_is_printed_as_in_a_terminal(monkeypatch, tmp_path):
    report = audit(PEOPLE, "nlhf", k=[1, 2])
    told = str(report)
    assert "Of 2 promises: 2 certified." in told
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert str(report) == told
    audit(PEOPLE, "nlhf", k=[1, 2], out=tmp_path)
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == told


def test_a_report_is_short_where_it_is_part_of_something_and_whole_where_ipython_shows_it():
    report = audit(PEOPLE, "nlhf", k=[1, 2])
    assert repr(report) == "<Report on population: Of 2 promises: 2 certified.>"
    printed = []

    class Printer:
        text = printed.append

    report._repr_pretty_(Printer, cycle=False)
    assert printed == [str(report).rstrip("\n")]


def test_a_finding_shows_what_it_has_and_nothing_else():
    shown = repr(audit(PEOPLE, "nlhf", k=2).promises[0])
    assert "k=2" in shown
    assert "value=Fraction(2, 3)" in shown
    assert "None" not in shown


def test_promises_are_the_findings_that_were_asked():
    report = audit(gallery("half-barrier", epsilon="1/10"), "nlhf", k=[1, 2])
    assert [(each.k, each.value) for each in report.promises] == [(1, Fraction(3, 5)), (2, Fraction(3, 5))]
    assert len(report.findings) > len(report.promises)


def test_a_plot_of_the_rates_is_an_image_of_its_svg():
    plot = audit(PEOPLE, "nlhf", k=[1, 2]).plot()
    (image,) = ET.fromstring(f"<p>{plot._repr_html_()[:-1]}/></p>")  # noqa: S314  # ours
    assert unquote(image.get("src")) == "data:image/svg+xml," + render_svg(plot)
    assert image.get("alt") in repr(plot)
    assert "nlhf from 0.666667 to 0.666667" in image.get("alt")


def test_without_several_k_there_is_nothing_to_plot():
    with pytest.raises(InputError, match="nothing to plot"):
        audit(PEOPLE, "nlhf", k=2).plot()


def test_certificates_in_a_folder_are_checked_from_python(tmp_path):
    audit(PEOPLE, "nlhf", k=1, out=tmp_path)
    outcomes = check_files(sorted(tmp_path.glob("*.cert")))
    assert outcomes
    assert all(outcome.code == 0 and outcome.sentence.startswith("proved: ") for outcome in outcomes)


def test_policies_of_ones_own_have_names_of_ones_own(tmp_path):
    own = Policy.from_weights({"R&D": 3, "<b>x</b>": 1}, PEOPLE.responses, counts=True)
    report = audit(PEOPLE, ["uniform", {"a/b": own, "today": own}], k=2, out=tmp_path)
    assert [each.policy for each in report.promises] == ["uniform", "a/b", "today"]
    assert report.promises[1].value == report.promises[2].value == 1 - Fraction(2, 3) * Fraction(9, 16)
    assert len({each.certificate for each in report.promises}) == 3


@pytest.mark.parametrize("name", ["nlhf", "rule:multi-output", "R&D", "", 3])
def test_a_name_that_means_something_else_is_refused(name):
    with pytest.raises(InputError, match="cannot be the name of a policy"):
        audit(PEOPLE, {name: Policy.uniform([0], 2)}, k=1)


def test_a_weight_of_no_response_is_refused():
    with pytest.raises(InputError, match="'mine' is not a response of this population"):
        audit(PEOPLE, {"mine": "3/5"}, k=1)
