"""Rules whose policy depends on k: symmetric equilibria, best product policies; one candidate for each k."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice

from verifier.claims.bounds import Against, LotteryBound, ProductBound, Tangent
from verifier.claims.equilibrium import EpsilonEquilibrium, EquilibriaLocated, EquilibriumNear, NotMonotone
from verifier.claims.sets import Rivals, SetBound
from verifier.claims.verdict import Certified, Undecided
from verifier.errors import UnsupportedError
from verifier.exact.rational import format_rational, is_short, round_down, round_up
from verifier.game.payoffs import Payoff, gap
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.report.finding import Finding, Word
from verifier.report.number import decimal
from verifier.studies.candidates import Candidate, find_candidate
from verifier.studies.drafts import Draft, word
from verifier.studies.effort import UNITS_OF_A_LOOK, Effort, afford_margins
from verifier.studies.facts import LONG_PLACES
from verifier.studies.question import DEFAULT_SAMPLES, Question

SELF_PLAY_STEPS = 1000
"""How long self-play runs before its average policy is audited."""

TRIED_POLICIES, TRIED_PAIRS = 40, 2000
"""How far the search for a pair of policies goes that shows that a game is not monotone."""

DEFAULT_GAP = Fraction(1, 10**12)


@dataclass(frozen=True)
class Settings:
    """What the rules of this module are told.

    Attributes:
        payoff: the payoff of equilibria.
        gap: how wide the bracket of the best rate may be.
    """

    payoff: Payoff = "strict"
    gap: Fraction = DEFAULT_GAP


def _equilibrium(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
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


def _optimal(population: Population, k: int, l: int, settings: Settings, effort: Effort) -> Candidate:
    from verifier.methods.optimal import best_product

    found = best_product(population, k, l, settings.gap, effort.budget)
    upper = min(Fraction(1), round_up(found.upper, places_of(settings.gap, 2)))
    verdict = ProductBound(population, k, l, upper).decide(Tangent(found.opponent, found.point))
    finding = Finding(
        "best-rate", word(verdict), "", policy="optimal", k=k, l=l, lower=shown_below(found.lower), upper=upper
    )
    fact = Draft(finding, verdict, f"optimal-k{k}-l{l}-bound")
    return Candidate("optimal", found.policy, k=k, l=l, facts=(fact,), note="the best product policy")


def _multi_output(population: Population, k: int, l: int, settings: Settings, effort: Effort) -> Candidate:
    from verifier.methods.multi_output import best_lottery

    found = best_lottery(population, k, l, effort.budget * UNITS_OF_A_LOOK)
    upper = found.upper if found.solved else min(Fraction(1), round_up(found.upper, places_of(settings.gap, 2)))
    against = Against(as_lottery(found.opponent), found.set_tree)
    verdict = LotteryBound(population, k, l, upper).decide(against, effort.budget)
    label = "multi-output"
    finding = Finding(
        "best-rate", word(verdict), "", policy=label, k=k, l=l, lower=shown_below(found.lower), upper=upper
    )
    fact = Draft(finding, verdict, f"{label}-k{k}-l{l}-bound")
    note = "the best k-output policy" if found.solved else "the best k-output policy found"
    return Candidate(label, found.lottery, k=k, l=l, facts=(fact,), note=note)


def _winning_set(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
    from verifier.methods.multi_output_winning import best_fixed_set, rivals

    m, label = len(population.responses), "winning-set"
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
    return Candidate(label, lottery, k=k, l=1, facts=(fact,), note="the best fixed set")


def _self_play(population: Population, k: int, _l: int, settings: Settings, effort: Effort) -> Candidate:
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


def as_lottery(policy: Policy | Lottery) -> Lottery:
    """``policy`` as a lottery over sets of one response."""
    if isinstance(policy, Lottery):
        return policy
    weights = ((y, Fraction(policy.numerators[y], policy.denominator)) for y in policy.support)
    return Lottery.from_fractions(((y,), weight) for y, weight in weights)


FAMILIES: dict[str, Callable[[Population, int, int, Settings, Effort], Candidate]] = {
    "equilibrium": _equilibrium,
    "optimal": _optimal,
    "multi-output": _multi_output,
    "winning-set": _winning_set,
    "self-play": _self_play,
}
"""The rules by name; each makes its policy for one k (and ℓ) from the population."""


EVERYTHING = ("rule:nlhf", "rule:borda", "rule:equilibrium", "rule:optimal", "rule:multi-output")
"""What ``--policy all`` audits side by side."""


def places_of(value: Fraction, more: int) -> int:
    """How many decimal places show ``value`` > 0 with about ``more`` digits."""
    return max(0, len(str(value.denominator // value.numerator)) if value < 1 else 0) + more


def shown_below(value: Fraction) -> Fraction:
    """``value``, or a decimal just below it where it is too long to be written."""
    return value if is_short(value) else round_down(value, LONG_PLACES)


def family(
    name: str,
    population: Population,
    ks: Iterable[int],
    ls: Iterable[int],
    settings: Settings,
    effort: Effort,
) -> Iterator[Candidate]:
    """The candidates of the rule ``name``, one for each k, and for each ℓ where the policy depends on it."""
    for k in ks:
        for l in ls:
            effort.progress(f"{name}: k = {k}, l = {l}")
            candidate = FAMILIES[name](population, k, l, settings, effort)
            yield candidate
            if candidate.l is None:
                break


def find_all(
    names: Iterable[str],
    population: Population,
    question: Question,
    effort: Effort,
    settings: Settings | None = None,
) -> list[Candidate]:
    """The candidates of every name; where two would be called alike, each is called as it was named.

    The name ``all`` stands for `EVERYTHING`.
    """
    names = [each for name in names for each in (EVERYTHING if name == "all" else (name,))]
    found = [(name, find_candidates(name, population, question, effort, settings)) for name in names]
    labels = Counter(candidates[0].label for _, candidates in found)
    return [
        replace(candidate, label=name) if labels[candidate.label] > 1 else candidate
        for name, candidates in found
        for candidate in candidates
    ]


def find_candidates(
    name: str, population: Population, question: Question, effort: Effort, settings: Settings | None = None
) -> list[Candidate]:
    """The candidates that ``name`` means: as `find_candidate`, and one for each k where it names a family.

    Raises:
        UnsupportedError: a family is asked for all k at once, or for the number of samples that reach a rate.
    """
    rule = name.removeprefix("rule:")
    if rule not in FAMILIES or name in population.index:
        return [find_candidate(name, population, effort)]
    if question.every_k or question.samples_for is not None:
        raise UnsupportedError(f"{rule} has another policy for every k; give -k as numbers, without --samples-for")
    afford_margins(population, effort)
    ks = question.k if question.k is not None else tuple(DEFAULT_SAMPLES)
    return list(family(rule, population, ks, question.l, settings or Settings(), effort))
