"""Candidates from the (k+1)-player game: symmetric equilibria, and the average policy of self-play."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice

from verifier.claims.equilibrium import EpsilonEquilibrium, EquilibriaLocated, EquilibriumNear, NotMonotone
from verifier.claims.verdict import Certified, Undecided
from verifier.exact.rational import format_rational, round_up
from verifier.game.payoffs import gap
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Word
from verifier.report.number import decimal
from verifier.studies.brackets import places_of
from verifier.studies.candidates import Candidate
from verifier.studies.drafts import Draft, word
from verifier.studies.effort import Effort
from verifier.studies.settings import Settings

SELF_PLAY_STEPS = 1000
"""How long self-play runs before its average policy is audited."""

TRIED_POLICIES, TRIED_PAIRS = 40, 2000
"""How far the search for a pair of policies goes that shows that a game is not monotone."""


def equilibrium_candidate(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    """A symmetric equilibrium of the (k+1)-player game: how near it is, and where the exact ones are."""
    from verifier.methods.equilibrium import equilibrium

    found = equilibrium(population, k, settings.payoff, budget=effort.budget)
    label, epsilon = "equilibrium", found.epsilon
    if epsilon:
        epsilon = round_up(epsilon, places_of(epsilon, 2))
    near = EpsilonEquilibrium(population, found.policy, k, settings.payoff, epsilon).decide()
    finding = Finding("epsilon-equilibrium", word(near), "", policy=label, k=k, payoff=settings.payoff, epsilon=epsilon)
    facts = [Draft(finding, near, f"{label}-{settings.payoff}-k{k}")]
    if settings.payoff == "strict" and population.weak_orders:
        located = EquilibriaLocated(population, found.policy, k, epsilon).decide()
        where = Finding("equilibria-located", word(located), "", policy=label, k=k, payoff="strict", epsilon=epsilon)
        facts.append(Draft(where, located, f"{label}-located-k{k}"))
    if not population.weak_orders:
        facts += not_monotone_drafts(population, k)
    near_exact = Finding("equilibrium-near", Word.UNDECIDED, "", policy=label, k=k, payoff=settings.payoff)
    if found.enclosure is not None:
        radius = found.enclosure.radius
        proved = EquilibriumNear(population, found.policy, k, settings.payoff, radius).decide(found.enclosure)
        near_exact = replace(near_exact, verdict=word(proved), radius=radius)
    else:
        claim = EpsilonEquilibrium(population, found.policy, k, settings.payoff, epsilon)
        proved = Undecided(claim, Fraction(0), Fraction(1), f"degenerate: {found.condition}")
    facts.append(Draft(near_exact, proved, f"{label}-{settings.payoff}-near-k{k}"))
    note = f"{settings.payoff} payoffs"
    return Candidate(label, found.policy, k=k, facts=tuple(facts), note=note)


def not_monotone_drafts(population: Population, k: int) -> list[Draft]:
    """Two policies that show why equilibria are not located here, where point masses and mixtures of two of them do."""
    m = len(population.responses)
    points = [Policy.point(y, m) for y in range(m)]
    pairs = (Policy.uniform((y, z), m) for y, z in combinations(range(m), 2))
    tried = [*points, Policy.uniform(range(m), m), *islice(pairs, TRIED_POLICIES)]
    for first, second in islice(combinations(tried, 2), TRIED_PAIRS):
        verdict = NotMonotone(population, first, second, k).decide()
        if isinstance(verdict, Certified):
            finding = Finding("not-monotone", word(verdict), "", policy="equilibrium", k=k, payoff="strict")
            return [Draft(finding, verdict, f"equilibrium-not-monotone-k{k}")]
    return []


def self_play_candidate(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    """The average policy of extragradient, and how near it is to an equilibrium."""
    from verifier.methods.self_play import self_play
    from verifier.methods.self_play_bounds import average_policy, bound

    label = "self-play"
    run = self_play(population, k, "extragradient", SELF_PLAY_STEPS, settings.payoff, budget=effort.budget)
    policy = average_policy(run)
    epsilon = gap(population, policy, k, settings.payoff)
    if epsilon:
        epsilon = round_up(epsilon, places_of(epsilon, 2))
    near = EpsilonEquilibrium(population, policy, k, settings.payoff, epsilon).decide()
    finding = Finding("epsilon-equilibrium", word(near), "", policy=label, k=k, payoff=settings.payoff, epsilon=epsilon)
    note = (
        f"the average of {run.steps} steps of {run.method}, step {format_rational(run.step)}, {run.payoff} payoffs; "
        f"Proposition 6 promises a loss of at most {decimal(bound(run))}"
    )
    return Candidate(label, policy, k=k, facts=(Draft(finding, near, f"{label}-k{k}"),), note=note)
