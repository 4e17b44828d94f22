"""Facts about a population that audits report beside the promises: majority relation and NLHF."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.audits.drafts import Draft, word
from verifier.audits.promises.brackets import LONG_PLACES
from verifier.claims.nlhf import NLHF, Collapse, CondorcetWinner, Face, MarginGameValue, NLHFFace
from verifier.exact.rational import is_short, round_down, round_up
from verifier.game.margins import condorcet_winner, margins, supports
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.preferences.policy import Policy
from verifier.preferences.quotation import OwnWord
from verifier.report.finding import Finding

if TYPE_CHECKING:
    from verifier.preferences.population import Population
    from verifier.rules.nlhf.policy import NLHFSolution


def condorcet_draft(population: Population) -> Draft:
    """The Condorcet winner, or that there is none: for every response a rival that it does not beat."""
    margin = margins(population)
    winner = condorcet_winner(margin)
    claim = CondorcetWinner(population, winner)
    if winner is not None:
        verdict = claim.decide()
    else:
        everyone = range(len(margin))
        verdict = claim.decide(tuple(next(z for z in everyone if z != y and margin[y, z] <= 0) for y in everyone))
    name = None if winner is None else population.responses[winner]
    finding = Finding("condorcet-winner", word(verdict), "", winner=name)
    return Draft(finding, verdict, "condorcet-winner" if winner is not None else "no-condorcet-winner")


def dimension_draft(population: Population, budget: int) -> Draft:
    """The Condorcet dimension, with a winning set and a rival for every smaller one.

    Raises:
        BudgetError: there are more sets to look at than ``budget`` allows.
    """
    from verifier.claims.sets import DimensionIs, Rivals, Winning
    from verifier.rules.best_lottery.winning import condorcet_dimension

    found = condorcet_dimension(population, budget)
    verdict = DimensionIs(population, found.dimension).decide(Winning(found.winning, Rivals(found.opponents)))
    names = tuple(population.responses[y] for y in found.winning)
    finding = Finding("condorcet-dimension", word(verdict), "", dimension=found.dimension, winning=names)
    return Draft(finding, verdict, "condorcet-dimension")


def nlhf_range_drafts(population: Population, k: int) -> list[Draft]:
    """Where NLHF is not unique: what every NLHF policy wins with at most, and an NLHF policy that wins with little."""
    from verifier.claims.bounds import Multipliers, NLHFBound, SomeNLHFBelow
    from verifier.rules.nlhf.bounds import best_over_face, worst_over_face

    best = best_over_face(population, k)
    upper = best.upper if is_short(best.upper) else min(Fraction(1), round_up(best.upper, LONG_PLACES))
    lower = best.lower if is_short(best.lower) else round_down(best.lower, LONG_PLACES)
    witness = Multipliers(best.opponent, best.point, tuple(best.multipliers))
    if upper == 1:  # anything is a witness; this one has small numbers, and its loss is 0 and not below
        first, m = Policy.point(0, len(population.responses)), len(population.responses)
        witness = Multipliers(first, first, (Fraction(0),) * m)
    every = NLHFBound(population, k, upper).decide(witness)
    policy, value = worst_over_face(population, k)
    opponent = worst_case(masses(population, policy), k).opponent[0]
    most = value if is_short(value) else min(Fraction(1), round_up(value, LONG_PLACES))
    some = SomeNLHFBelow(population, policy, k, most, opponent).decide()
    rival = (population.responses[opponent],)
    bounded = Finding("nlhf-every", word(every), "", policy=OwnWord("nlhf"), k=k, lower=lower, upper=upper)
    weights = tuple(policy.weights(population.responses).items())
    shown = Finding(
        "nlhf-some", word(some), "", policy=OwnWord("nlhf"), k=k, upper=most, opponent=rival, weights=weights
    )
    return [Draft(bounded, every, f"nlhf-every-k{k}"), Draft(shown, some, f"nlhf-some-k{k}")]


def nlhf_drafts(population: Population, solution: NLHFSolution) -> list[Draft]:
    """That the policy is NLHF's, how many there are, the game's value, and the collapse where there is one."""
    optimal = NLHF(population, solution.policy).decide()
    face = NLHFFace(population, solution.dimension, solution.policy)
    counted = face.decide(Face(solution.optima, solution.interior, solution.prime))
    kind = "nlhf-unique" if solution.unique else "nlhf-face"
    game = MarginGameValue(population, Fraction(0)).decide((solution.policy, solution.policy))
    drafts = [
        Draft(Finding("nlhf", word(optimal), "", policy=OwnWord("nlhf")), optimal, "nlhf"),
        Draft(Finding(kind, word(counted), "", policy=OwnWord("nlhf"), dimension=solution.dimension), counted, kind),
        Draft(Finding("margin-game", word(game), "", value=Fraction(0)), game, "margin-game"),
    ]
    winner = solution.condorcet_winner
    if winner is not None:
        value = 1 - Fraction(int(max(supports(population)[:, winner])), population.total)
        collapse = Collapse(population, winner, value).decide()
        name = population.responses[winner]
        finding = Finding("collapse", word(collapse), "", policy=OwnWord("nlhf"), winner=name, value=value)
        drafts.append(Draft(finding, collapse, "collapse"))
    return drafts
