"""Candidates from the (k+1)-player game: symmetric equilibria, and the average policy of self-play."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice

from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft, word
from verifier.audits.effort import Effort
from verifier.audits.promises.brackets import places_of
from verifier.audits.settings import Settings
from verifier.claims.equilibrium import EpsilonEquilibrium, EquilibriaLocated, EquilibriumNear, NotMonotone
from verifier.claims.verdict import Certified, Undecided
from verifier.exact.rational import format_rational, round_up
from verifier.game.payoffs import gap
from verifier.preferences.formats.draws import format_draws
from verifier.preferences.policy import Policy
from verifier.preferences.population import Population
from verifier.preferences.quotation import OwnWord
from verifier.report.finding import ConvergenceRow, Finding, Word
from verifier.rules.self_play.bounds import average_policy, convergence, last_policy
from verifier.rules.self_play.run import Run, self_play
from verifier.rules.self_play.sigma import sample, sigma_lottery
from verifier.rules.self_play.text import format_run, parse_run

TRIED_POLICIES, TRIED_PAIRS = 40, 2000
"""How far the search for a pair of policies goes that shows that a game is not monotone."""


def equilibrium_candidate(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    """A symmetric equilibrium of the (k+1)-player game: how near it is, and where the exact ones are."""
    from verifier.rules.equilibrium.policy import equilibrium

    found = equilibrium(population, k, settings.payoff, budget=effort.budget)
    label = OwnWord("equilibrium")
    facts = gap_drafts(population, found.policy, label, k, settings)
    if not population.weak_orders:
        facts += not_monotone_drafts(population, k)
    near_exact = Finding("equilibrium-near", Word.UNDECIDED, "", policy=label, k=k, payoff=settings.payoff)
    if found.enclosure is not None:
        radius = found.enclosure.radius
        proved = EquilibriumNear(population, found.policy, k, settings.payoff, radius).decide(found.enclosure)
        near_exact = replace(near_exact, verdict=word(proved), radius=radius, unique=population.weak_orders or None)
    else:
        claim = EpsilonEquilibrium(population, found.policy, k, settings.payoff, Fraction(1))
        proved = Undecided(claim, f"degenerate: {found.condition}")
    facts.append(Draft(near_exact, proved, f"{label}-{settings.payoff}-near-k{k}"))
    note = f"{settings.payoff} payoffs"
    return Candidate(label, found.policy, k=k, facts=tuple(facts), note=note)


def gap_drafts(population: Population, policy: Policy, label: str, k: int, settings: Settings) -> list[Draft]:
    """How little a player gains by leaving ``policy``, and for strict payoffs how near the exact equilibria are."""
    payoff = settings.payoff
    epsilon = gap(population, policy, k, payoff)
    if epsilon:
        epsilon = round_up(epsilon, places_of(epsilon, 2))
    near = EpsilonEquilibrium(population, policy, k, payoff, epsilon).decide()
    finding = Finding("epsilon-equilibrium", word(near), "", policy=label, k=k, payoff=payoff, epsilon=epsilon)
    drafts = [Draft(finding, near, f"{label}-{payoff}-k{k}")]
    if payoff == "strict" and population.weak_orders:
        located = EquilibriaLocated(population, policy, k, epsilon).decide()
        only = population.linear_orders or None
        where = replace(finding, claim="equilibria-located", verdict=word(located), unique=only)
        drafts.append(Draft(where, located, f"{label}-located-k{k}"))
    return drafts


def not_monotone_drafts(population: Population, k: int) -> list[Draft]:
    """Two policies that show why equilibria are not located here, where point masses and mixtures of two of them do."""
    m = len(population.responses)
    points = [Policy.point(y, m) for y in range(m)]
    pairs = (Policy.uniform((y, z), m) for y, z in combinations(range(m), 2))
    tried = [*points, Policy.uniform(range(m), m), *islice(pairs, TRIED_POLICIES)]
    for first, second in islice(combinations(tried, 2), TRIED_PAIRS):
        verdict = NotMonotone(population, first, second, k).decide()
        if isinstance(verdict, Certified):
            finding = Finding("not-monotone", word(verdict), "", policy=OwnWord("equilibrium"), k=k, payoff="strict")
            return [Draft(finding, verdict, f"equilibrium-not-monotone-k{k}")]
    return []


def self_play_candidate(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    """The average policy of self-play, how near it is to an equilibrium, and how it came there."""
    run = _run(population, k, settings, effort)
    policy, label = average_policy(run), OwnWord("self-play")
    facts = [
        *gap_drafts(population, policy, label, k, settings),
        *gap_drafts(population, last_policy(run), OwnWord(f"{label}-last"), k, settings),
    ]
    rows = tuple(
        ConvergenceRow(row.steps, row.average_gap, row.last_gap, row.average_loss, row.sigma_loss, row.bound)
        for row in convergence(run)
    )
    return Candidate(
        label,
        policy,
        k=k,
        facts=tuple(facts),
        note=_played(run, "the average"),
        convergence=rows,
        attachments={f"self-play-k{k}-run.json": format_run(run)},
    )


def sigma_candidate(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    """σ_T: a random iterate of self-play, and k samples of it; a k-output policy (Proposition 6)."""
    run = _run(population, k, settings, effort)
    attachments = {f"self-play-k{k}-run.json": format_run(run)}
    if settings.draws:
        drawn = sample(run, settings.draws, settings.seed, effort.budget).tolist()
        attachments[f"self-play-random-k{k}-draws.csv"] = format_draws(drawn, population.responses)
    lottery = sigma_lottery(run, effort.budget)
    note = _played(run, "a random one")
    return Candidate(OwnWord("self-play-random"), lottery, k=k, note=note, attachments=attachments)


def _run(population: Population, k: int, settings: Settings, effort: Effort) -> Run:
    start = None if settings.resume is None else parse_run(settings.resume, population, "--resume")
    if start is not None and not settings.steps:
        return start
    return self_play(
        population,
        k,
        settings.method,
        settings.steps,
        settings.payoff,
        start,
        budget=effort.budget,
        progress=effort.progress,
    )


def _played(run: Run, which: str) -> str:
    return f"{which} of {run.steps} policies of {run.method}, step {format_rational(run.step)}, {run.payoff} payoffs"
