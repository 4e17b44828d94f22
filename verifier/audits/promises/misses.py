"""Misses: what it says of a rule that the policy found by it misses a rate, where another policy is the rule's own.

Rules that look for the best policy may have a better one, unless a bound is proved on all of its kind; and where the
exact equilibrium is no short fraction, its weights are rounded, which may be all that makes it miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from verifier.audits.rules import RULES
from verifier.report.finding import Finding, Word

NOT_THE_BEST = "the policy found misses it, and is not proved to be the best that far"
BEST_ELSEWHERE = "the policy found misses it, and is the best under ties for the model only; another may reach it"
NOT_ENCLOSED = "the policy found misses it, and no exact equilibrium is enclosed near it"
NOT_EXACT = "the rate of the rounded policy is not proved exactly, so not by how much it misses it"
ROUNDED = "the rounded policy misses it by no more than its distance from the exact equilibrium allows"


def rule_of(label: str | None) -> str:
    """The rule that a policy's label names, where it is a rule's."""
    return (label or "").removeprefix("rule:")


def slack(k: int, m: int, radius: Fraction) -> Fraction:
    """By how much the rates of two policies differ at most, none of whose m weights differ by more than ``radius``.

    Draw the k samples of both together, so that each pair differs with the least probability there is: the total
    variation Σ|π_y − x_y|/2 ≤ m·r/2. All k pairs agree but with probability k·m·r/2 at most. What an opponent wins,
    whatever it shows and whoever gets a tie, is the expectation of a number in [0, 1] that the samples determine, so it
    differs by no more; and nor does the least over all opponents.
    """
    return k * m * radius / 2


def open_question(look: Finding, findings: Sequence[Finding], m: int) -> str:
    """Why ``look``, a policy that misses a rate, does not settle that its rule misses it; empty where it does.

    Certified bounds under ties for the model hold under all others, which give the model no more.
    """
    rule = rule_of(look.policy)
    beside = [
        each for each in findings if (rule_of(each.policy), each.k, each.verdict) == (rule, look.k, Word.CERTIFIED)
    ]
    if rule in RULES and RULES[rule].best:
        bounds = (each.upper for each in beside if each.claim == "best-rate" and (each.l or 1) <= (look.l or 1))
        if any(upper is not None and upper < (look.rate or 0) for upper in bounds):
            return ""
        return NOT_THE_BEST if look.ties == "model" else BEST_ELSEWHERE
    if rule != "equilibrium":
        return ""
    radius = distance(beside)
    if radius is None:
        return NOT_ENCLOSED
    asked = (look.policy, look.l, look.ties)
    values = (each.value for each in beside if each.claim == "worst-case" and (each.policy, each.l, each.ties) == asked)
    return missed(next(values, None), look.rate or Fraction(0), look.k or 1, m, radius)


def distance(facts: Iterable[Finding]) -> Fraction | None:
    """How near to an exact equilibrium ``facts`` prove the policy to be, in each weight; None: they do not."""
    known = list(facts)
    if any(each.claim == "epsilon-equilibrium" and each.epsilon == 0 for each in known):
        return Fraction(0)
    return next((each.radius for each in known if each.claim == "equilibrium-near"), None)


def missed(value: Fraction | None, rate: Fraction, k: int, m: int, radius: Fraction) -> str:
    """Why an exact equilibrium within ``radius`` may reach ``rate``, which the policy found misses with ``value``."""
    if radius == 0:
        return ""
    if value is None:
        return NOT_EXACT
    return "" if value + slack(k, m, radius) < rate else ROUNDED
