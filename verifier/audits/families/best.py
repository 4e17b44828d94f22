"""Candidates that do best: independent samples, correlated ones, and fixed sets; each with its bracket."""

from __future__ import annotations

from fractions import Fraction

from verifier.audits.candidates import Candidate
from verifier.audits.drafts import Draft, word
from verifier.audits.effort import UNITS_OF_A_LOOK, Effort
from verifier.audits.promises.brackets import places_of, shown_below
from verifier.audits.settings import Settings
from verifier.claims.bounds import Against, LotteryBound, ProductBound, Tangent
from verifier.claims.sets import Rivals, SetBound
from verifier.exact.rational import is_short, round_up
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.preferences.quotation import OwnWord
from verifier.report.finding import Finding


def optimal_candidate(population: Population, k: int, l: int, settings: Settings, effort: Effort) -> Candidate:
    """The best policy of independent samples."""
    from verifier.rules.best_product.policy import best_product

    found = best_product(population, k, l, settings.gap, effort.budget)
    closed = found.lower == found.upper and is_short(found.upper)
    upper = found.upper if closed else min(Fraction(1), round_up(found.upper, places_of(settings.gap, 2)))
    verdict = ProductBound(population, k, l, upper).decide(Tangent(found.opponent, found.point))
    finding = Finding(
        "best-rate", word(verdict), "", policy=OwnWord("optimal"), k=k, l=l, lower=shown_below(found.lower), upper=upper
    )
    fact = Draft(finding, verdict, f"optimal-k{k}-l{l}-bound")
    return Candidate(OwnWord("optimal"), found.policy, k=k, l=l, facts=(fact,), note="the best product policy")


def multi_output_candidate(population: Population, k: int, l: int, settings: Settings, effort: Effort) -> Candidate:
    """The best way to show k responses, correlated or not."""
    from verifier.rules.best_lottery.lottery import best_lottery

    found = best_lottery(population, k, l, effort.budget * UNITS_OF_A_LOOK)
    upper = found.upper if found.solved else min(Fraction(1), round_up(found.upper, places_of(settings.gap, 2)))
    against = Against(as_lottery(found.opponent), found.set_tree)
    verdict = LotteryBound(population, k, l, upper).decide(against, effort.budget)
    label = OwnWord("multi-output")
    finding = Finding(
        "best-rate", word(verdict), "", policy=label, k=k, l=l, lower=shown_below(found.lower), upper=upper
    )
    fact = Draft(finding, verdict, f"{label}-k{k}-l{l}-bound")
    note = "the best k-output policy" if found.solved else "the best k-output policy found"
    return Candidate(label, found.lottery, k=k, l=l, facts=(fact,), note=note)


def winning_set_candidate(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    """The best fixed set of k responses."""
    from verifier.rules.best_lottery.winning import best_fixed_set, rivals

    m, label = len(population.responses), OwnWord("winning-set")
    size = min(k, m)
    found = best_fixed_set(population, size, effort.budget * UNITS_OF_A_LOOK)
    lottery = Lottery((found.responses,), (1,), 1, size)
    rate = 1 - found.lower
    if found.mixture is None:
        verdict = SetBound(population, size, rate).decide(Rivals(rivals(population, size, found.lower)))
    else:
        rate = min(Fraction(1), round_up(rate, places_of(settings.gap, 2)))
        against = Against(as_lottery(found.mixture.opponent), found.mixture.set_tree)
        verdict = LotteryBound(population, size, 1, rate).decide(against, effort.budget)
    finding = Finding("best-rate", word(verdict), "", policy=label, k=k, l=1, lower=1 - found.loss, upper=rate)
    fact = Draft(finding, verdict, f"{label}-k{k}-bound")
    return Candidate(label, lottery, k=k, facts=(fact,), note="the best fixed set against one response")


def as_lottery(policy: Policy | Lottery) -> Lottery:
    """``policy`` as a lottery over sets of one response."""
    if isinstance(policy, Lottery):
        return policy
    weights = ((y, Fraction(policy.numerators[y], policy.denominator)) for y in policy.support)
    return Lottery.from_fractions(((y,), weight) for y, weight in weights)
