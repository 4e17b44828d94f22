"""Random families with shares of degree up to 3: every verdict agrees with exact evaluation at many points."""

from fractions import Fraction
from math import comb
from random import Random

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from verifier.claims.verdict import Certified, Refuted
from verifier.errors import UnsupportedError
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.lab.symbolic.algebra import functions
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.policies import family_policies
from verifier.lab.symbolic.statements.relation import COMPARES
from verifier.lab.symbolic.statements.statement import FamilyStatement, claimed_at, differences, parse_bound
from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf
from verifier.rules.simple import borda, plurality, uniform

AT_ONE = {"nlhf": lambda people: nlhf(people).policy, "borda": borda, "uniform": uniform, "plurality": plurality}
INTERVALS = ("[0, 1]", "(0, 1)", "[1/4, 2/3)", "(1/3, 1/2]", "[1/2, 1/2]")
TRIED = [Fraction(i, 24) for i in range(25)] + [Fraction(1, 1000), Fraction(499, 1000), Fraction(667, 2000)]
LARGER = (1, 2, 3, 5, 9, 20, 50)


def bernstein_family(rng):
    """Shares Σ_j c_j·C(d, j)·x^j·(1−x)^(d−j) with c_j ≥ 0 that sum to 1 over the rankings: shares on [0, 1]."""
    names = list("abcd"[: rng.randint(2, 4)])
    texts = {}
    for _ in range(rng.randint(2, 5)):
        order = rng.sample(names, len(names))
        text = order[0] + "".join(rng.choice([" > ", " > ", " = "]) + name for name in order[1:])
        texts.setdefault(frozenset(Population.from_rankings([text], names).rankings), text)
    degree, columns = rng.randint(1, 3), []
    for _ in range(degree + 1):
        weights = [rng.choice([0, 0, 1, 1, 2]) for _ in texts]
        weights[rng.randrange(len(texts))] += 1
        columns.append([Fraction(weight, sum(weights)) for weight in weights])
    shares = [
        " + ".join(
            f"({comb(degree, j) * column[i]})*x^{j}*(1-x)^{degree - j}" for j, column in enumerate(columns) if column[i]
        )
        for i in range(len(texts))
    ]
    rankings = {text: share or "0" for text, share in zip(texts.values(), shares, strict=True)}
    return Family.from_rankings("x", rng.choice(INTERVALS), rankings, names)


def claim(rng, family, pieces, k):
    """A relation and a formula: often one opponent's rate itself, or one that touches it at a single x."""
    relation = rng.choice(sorted(COMPARES))
    touching = f"(x - {rng.choice(TRIED)})^2"
    if k is None:
        sides = ["k/(k+1)", "1/2", "1 - (2/3)^k", "1 - x*(1/2)^k", f"1/2 - {touching}*(1/3)^k", "1 - k*(1/2)^k/8"]
        return f"{relation} {rng.choice(sides)}"
    none = parse_bound("= 0", "", "x")
    rate = functions.shown(rng.choice(differences(family, rng.choice(pieces), none)).at(rng.choice(k)), "x")
    return f"{relation} {rate} {rng.choice(['', f'- {touching}/9', f'+ {touching}/9', '+ (x - 1/3)/50', '- 1/1000'])}"


@settings(max_examples=80)
@given(st.integers(0, 10**6), st.sampled_from(sorted(AT_ONE)), st.sampled_from([None, (1,), (2,), (1, 2, 3)]))
def test_verdicts_about_polynomial_shares_agree_with_evaluation(seed, rule, k):
    rng = Random(seed)
    family = bernstein_family(rng)
    try:
        pieces = family_policies(family, rule)
    except UnsupportedError:
        reject()
    text = claim(rng, family, pieces, k)
    assume(len(text) < 400)
    statement = FamilyStatement(family, rule, k, parse_bound(text, "", "x"))
    verdict = statement.decide(pieces)

    def holds(x, number):
        people = family.at(x)
        rate = worst_case(masses(people, AT_ONE[rule](people)), number).value
        return COMPARES[statement.bound.relation](rate, claimed_at(statement.bound, family, x, number))

    if isinstance(verdict, Certified):
        assert all(holds(x, number) for x in TRIED if x in family.interval for number in k or LARGER)
    elif isinstance(verdict, Refuted):
        assert not holds(verdict.witness.x, verdict.witness.k)
