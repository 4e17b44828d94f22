"""Conjectures: inequalities are read exactly, and what refutes them is certified."""

from fractions import Fraction

import pytest

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.counterexample.answer import Wanted, find_counterexample
from verifier.lab.counterexample.conjecture import parse_conjecture
from verifier.lab.counterexample.shape import Shape
from verifier.rules import simple
from verifier.rules.nlhf.policy import nlhf


def rate(population, rule, k, l=1):
    policy = nlhf(population).policy if rule == "nlhf" else getattr(simple, rule)(population)
    return worst_case(masses(population, policy), k, l).value


def test_nlhf_can_do_worse_than_borda_and_the_rates_are_certified():
    answer = find_counterexample(Wanted(Shape(), conjecture="nlhf(3) >= borda(3)"), Effort(), "")
    population = answer.population
    assert rate(population, "nlhf", 3) < rate(population, "borda", 3)
    assert (len(population.responses), population.total) == (3, 3)
    assert "nlhf(3) = 2/3, borda(3) = 11/12 (certified)" in answer.reason


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("plurality(2) >= nlhf(2)", lambda p: rate(p, "plurality", 2) < rate(p, "nlhf", 2)),
        (
            "uniform(2) >= 1 - (1 - 1/m)^2 + 0.01",
            lambda p: rate(p, "uniform", 2) < Fraction(1, 100) + 1 - Fraction(1, 4),
        ),
        ("nlhf(2) = nlhf(1)", lambda p: rate(p, "nlhf", 2) != rate(p, "nlhf", 1)),
        ("2*borda(1, 2) > -1 + 1/n", lambda p: 2 * rate(p, "borda", 1, 2) <= Fraction(1, p.total) - 1),
        ("borda(3) <= 9/10", lambda p: rate(p, "borda", 3) > Fraction(9, 10)),
    ],
)
def test_what_refutes_an_inequality_makes_it_false(text, fails):
    answer = find_counterexample(Wanted(Shape(responses=(2, 3), voters=4), conjecture=text), Effort(), "")
    if answer.population is None:
        assert answer.exhaustive
    else:
        assert fails(answer.population)


@pytest.mark.parametrize(
    "text",
    [
        "nlhf(3)",
        "nlhf(3) >= borda(3) >= 1/2",
        "nlhf(3) != borda(3)",
        "nlhf(0) >= 1/2",
        "nlhf(k=3) >= 1/2",
        "__import__('os') >= 1",
        "nlhf(3).real >= 1",
        "nlhf(3) >= 1e-401",
        "nlhf(3) >= 2**m",
        "nlhf(3) >= 2**10000000",
        "optimal(3) >= 1/2",
        "nlhf(3) >= True",
        "nlhf(3) >= 'a'",
        "x >= 1",
        "(" * 150 + "m" + ")" * 150 + " >= 1" + " " * 100,
    ],
)
def test_anything_else_is_refused_in_one_line(text):
    with pytest.raises(InputError, match="conjecture"):
        parse_conjecture(text)


def test_a_division_by_zero_is_named():
    with pytest.raises(InputError, match="divides by zero"):
        find_counterexample(Wanted(Shape(), conjecture="1/(n - 1) >= 0"), Effort(), "")
