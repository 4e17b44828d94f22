"""In notebooks reports and populations are tables, whatever the names are."""

from itertools import permutations

from verifier import Population, audit

PEOPLE = Population.from_counts(["<b>x</b>", "R&D"], [(((0,), (1,)), 2), (((1,), (0,)), 1)])


def test_a_report_is_html_with_escaped_names():
    shown = audit(PEOPLE, "nlhf", k=[1, 2])._repr_html_()
    assert "<td>2/3</td>" in shown
    assert "R&amp;D" in shown
    assert "<b>" not in shown
    assert shown.count("<tr>") == 3
    assert "Of 2 promises: 2 certified." in shown


def test_a_report_is_latex_that_needs_no_macro():
    shown = audit(PEOPLE, "nlhf", k=[1, 2])._repr_latex_()
    assert r"2 & \ensuremath{0.666667} & \ensuremath{2/3} & \ensuremath{2/3} & certified & \raggedright R\&D" in shown
    assert "verifier" not in shown
    assert shown.count(r"\begin{tabular}") == 1


def test_a_name_that_pdflatex_cannot_show_needs_no_macro_either():
    people = Population.from_rankings({"寿司 > R&D": 2, "R&D > 寿司": 1})
    assert r"\texttt{U+5BFF}\texttt{U+53F8}" in audit(people, "R&D", k=1)._repr_latex_()


def test_a_population_is_a_table_of_its_rankings_the_most_frequent_first():
    shown = PEOPLE._repr_html_()
    assert shown.index("<td>2</td><td>&lt;b&gt;x&lt;/b&gt; &gt; R&amp;D</td>") < shown.index("<td>1</td>")
    shares = Population.from_rankings({"a > b": "3/5", "b > a": "2/5"})
    assert "<td>3/5</td><td>a &gt; b</td>" in shares._repr_html_()


def test_of_many_rankings_twenty_are_shown_and_the_others_counted():
    many = Population.from_counts("abcd", [(tuple((y,) for y in order), 1) for order in permutations(range(4))])
    assert many._repr_html_().count("<tr>") == 22
    assert "4 more rankings" in many._repr_html_()
