"""Figures show every policy's exact rates with what is promised, and come out the same, byte by byte."""

import re
import subprocess
import sys
import zlib
from fractions import Fraction
from importlib.util import find_spec

import pytest

from verifier import Policy, Population, audit
from verifier.errors import InputError
from verifier.report.plots.figure import check_figure, exact_curves, render_figure

PEOPLE = Population.from_rankings({"a > b > c": 3, "b > c > a": 2, "c > a > b": 2})
TITLE = "50% of $x_y$ <寿司> & more.csv"

needs_matplotlib = pytest.mark.skipif(
    find_spec("matplotlib") is None, reason="matplotlib is not installed (pip install 'alignment-verifier[figures]')"
)


@pytest.fixture(scope="module")
def report():
    return audit(PEOPLE, ["nlhf", "uniform", "a"], k=[1, 2, 4], l=[1, 2], source=TITLE)


def test_every_policy_has_its_exact_rates_in_the_order_of_k(report):
    curves = {each.name: each.rates for each in exact_curves(report)}
    against = ("", ", against 2 responses")
    assert set(curves) == {"a"} | {f"{name}{more}" for name in ("nlhf", "uniform", '"a"') for more in against} - {'"a"'}
    assert curves["a"] == {k: Fraction(3, 7) for k in (1, 2, 4)}  # four of seven prefer c
    assert all(list(rates) == sorted(rates) for rates in curves.values())


def test_a_report_without_rates_cannot_be_drawn():
    with pytest.raises(InputError, match="no exact win rate to draw"):
        exact_curves(audit(PEOPLE, "uniform", k="all"))


def test_a_figure_is_a_pdf_or_an_svg():
    with pytest.raises(InputError, match=r"ends in \.pdf or \.svg"):
        check_figure("rates.png")


def test_without_matplotlib_the_error_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'matplotlib' else found(name, *rest)\n"
        "from verifier.cli.main import main\n"
        "sys.exit(main(['audit', 'gallery:half-barrier(epsilon=1/10)', '--figure', 'rates.svg']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "alignment-verifier[figures]" in done.stderr
    assert list(tmp_path.iterdir()) == []


@needs_matplotlib
@pytest.mark.parametrize("suffix", ["pdf", "svg"])
def test_the_same_report_gives_the_same_bytes_without_date_or_program(suffix, report, tmp_path):
    first = render_figure(report, suffix)
    assert first == render_figure(report, suffix)
    code = (
        "import sys; from verifier import Population, audit\n"
        "from verifier.report.plots.figure import render_figure\n"
        f"people = Population.from_rankings({{'a > b > c': 3, 'b > c > a': 2, 'c > a > b': 2}})\n"
        f"report = audit(people, ['nlhf', 'uniform', 'a'], k=[1, 2, 4], l=[1, 2], source={TITLE!r})\n"
        f"open('figure', 'wb').write(render_figure(report, {suffix!r}))"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True, timeout=120)
    assert (tmp_path / "figure").read_bytes() == first
    assert not re.search(rb"CreationDate|Matplotlib v|<dc:date>|/Producer", first)


@needs_matplotlib
def test_the_figure_shows_promise_and_half_beside_the_policies(report):
    svg = render_figure(report, "svg").decode()
    comments = re.findall(r"<!-- (.*?) -->", svg)
    assert {"nlhf", "uniform", "a", "k/(k+1)", "1/2", "number of samples k", "exact win rate"} <= set(comments)
    assert any("U+5BFFU+53F8" in text and "$x_y$" in text for text in comments)
    pdf = render_figure(report, "pdf")
    assert pdf.startswith(b"%PDF")
    assert any(zlib.decompress(part) for part in re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL))


@needs_matplotlib
@pytest.mark.parametrize("name", ["_today.json", "__", "$x_y$", "_nolegend_"])
def test_the_legend_names_every_policy_as_it_is_called(name):
    policies = {name: Policy.uniform([0, 1], 3), "other": Policy.uniform([0, 1, 2], 3)}
    svg = render_figure(audit(PEOPLE, policies, k=[1, 2]), "svg").decode()
    comments = re.findall(r"<!-- (.*?) -->", svg)
    assert [comments.count(each) for each in (name, "other", "k/(k+1)", "1/2")] == [1, 1, 1, 1]


def test_rates_against_given_opponents_say_which_one():
    opponents = {"old": Policy.point(1, 3), "older": Policy.point(2, 3)}
    report = audit(PEOPLE, {"today": Policy.point(0, 3)}, k=[1, 2], opponent=opponents)
    assert {each.name for each in exact_curves(report)} == {'"today", against "old"', '"today", against "older"'}
