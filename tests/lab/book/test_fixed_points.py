"""Questions about fixed points of projected gradient ascent: exactly the equilibria stay, with certificates."""

from fractions import Fraction
from itertools import combinations, product

import pytest

from verifier.audits.effort import Effort
from verifier.claims.verdict import Certified, Refuted
from verifier.errors import InputError
from verifier.lab.book.case import read_case
from verifier.lab.book.experiments.by_steps import GapsBySteps
from verifier.lab.book.mathematics.fixed_point import FixedPoint
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.report.finding import Word

HEAD = 'theory = "2.6"\ntitle = "t"\nstatement = "s"\nsource = "s"\ntext = "t"\n'
PEOPLE = '[population]\nrankings = { "yes > no" = 3, "no > yes" = 2 }\n'
POINTS = """[[fixed-point]]
name = "f"
policies = [{ yes = "3/5", no = "2/5" }, { no = "1" }]
k = "1"
steps = ["1/8", "1"]
verdicts = ["certified", "certified", "refuted", "refuted"]
"""
GAPS = """[[experiment]]
name = "g"
over = "steps"
show = "gaps"
methods = "extragradient"
k = 1
steps = 10
payoff = "shared"
title = "t"
description = "d"
verdicts = "certified"
"""


@pytest.fixture
def question(tmp_path):
    def read(text):
        (tmp_path / "case.toml").write_text(HEAD + PEOPLE + text, encoding="utf-8")
        (only,) = read_case(tmp_path).questions
        return only

    return read


def test_a_step_stays_at_the_equilibrium_and_its_certificate_is_kept(question):
    answer = question(POINTS).decide(Effort())
    assert answer.differences == ()
    assert [line.verdict for line in answer.lines[:4]] == [Word.CERTIFIED] * 2 + [Word.REFUTED] * 2
    moved = 'leads from the policy ["no": 1] to ["no": 7/10, "yes": 3/10], and a player gains 3/5 by leaving it alone'
    assert answer.lines[3].sentence.endswith(moved)
    assert all(line.certificate is None for line in answer.lines[:4])
    assert {line.certificate for line in answer.lines[4:]} <= set(answer.files)
    assert len(answer.lines) == 6


def test_a_verdict_that_is_not_the_one_expected_is_a_difference(question):
    answer = question(POINTS.replace('"certified", "certified", ', '"refuted", "certified", ')).decide(Effort())
    assert answer.differences == ("step 1: expected refuted, found certified",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('[{ yes = "3/5", no = "2/5" }, { no = "1" }]', "[]", "'policies' is empty"),
        ('"1/8"', '"0"', "'steps' holds 0; a step is above 0"),
        ('k = "1"', 'k = "1"\npayoff = "half"', "'payoff' is 'half'; write strict or shared"),
        ('k = "1"', 'k = "1"\nstep = "1"', "'step' is no key that is read here"),
    ],
)
def test_a_question_that_is_not_well_asked_is_refused(question, old, new, said):
    assert old in POINTS
    with pytest.raises(InputError, match=said):
        question(POINTS.replace(old, new))


def brute_projection(point):
    """The nearest point of the simplex: for the right support the mean surplus is taken from all of it."""
    found = []
    for size in range(1, len(point) + 1):
        for support in combinations(range(len(point)), size):
            shift = (sum(point[y] for y in support) - 1) / size
            candidate = [point[y] - shift if y in support else Fraction(0) for y in range(len(point))]
            if min(candidate) >= 0:
                found.append((sum((a - b) ** 2 for a, b in zip(candidate, point, strict=True)), candidate))
    return tuple(min(found)[1])


@pytest.mark.parametrize("payoff", ["strict", "shared"])
@pytest.mark.parametrize("k", [1, 2])
def test_on_a_grid_of_policies_the_step_is_the_projection_and_stays_exactly_at_equilibria(payoff, k):
    people = Population.from_rankings({"a > b > c": 2, "b = c > a": 1, "c > a > b": 2})
    levels = [({"a": 0, "b": 1, "c": 2}, 2), ({"a": 1, "b": 0, "c": 0}, 1), ({"a": 1, "b": 2, "c": 0}, 2)]
    stayed = set()
    for numerators in product(range(5), repeat=3):
        if sum(numerators) != 4:
            continue
        weights = dict(zip("abc", (Fraction(n, 4) for n in numerators), strict=True))

        def earned(y, weights=weights):
            total = Fraction(0)
            for place, count in levels:
                below = sum(weights[z] for z in "abc" if place[z] > place[y])
                tied = sum(weights[z] for z in "abc" if place[z] == place[y])
                shared = sum(below**i * (below + tied) ** (k - i) for i in range(k + 1)) / (k + 1)
                total += count * (shared if payoff == "shared" else below**k)
            return total / 5

        values = [earned(y) for y in "abc"]
        mean = sum(weight * value for weight, value in zip(weights.values(), values, strict=True))
        policy = Policy.from_fractions(weights.values())
        verdict = FixedPoint(people, policy, k, payoff, Fraction(1, 2)).decide()
        moved = brute_projection([w + v / 2 for w, v in zip(weights.values(), values, strict=True)])
        assert isinstance(verdict, Certified) == (max(values) == mean) == (moved == tuple(weights.values()))
        if isinstance(verdict, Refuted):
            assert verdict.witness.policy == Policy.from_fractions(moved)
            assert verdict.witness.gain == max(values) - mean
        else:
            stayed.add(numerators)
    assert len(stayed) < 15


def test_gaps_are_shown_of_the_payoff_that_is_asked_for(question):
    shared = question(GAPS)
    assert isinstance(shared, GapsBySteps)
    assert shared.run("extragradient", Effort()).payoff == "shared"
    answer = shared.decide(Effort())
    assert answer.differences == ()
    assert all("shared payoffs" in line.sentence or "shar" in line.sentence for line in answer.lines)


def test_losses_are_those_of_strict_payoffs(question):
    with pytest.raises(InputError, match="losses are shown of self-play with strict payoffs"):
        question(GAPS.replace('"gaps"', '"losses"'))
