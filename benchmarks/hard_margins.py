"""Three-cycles whose margins are tiny, or far apart: ours beside floating point."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from games import WORKER
from worker import solved

from verifier.preferences.population import Population
from verifier.rules.nlhf.policy import nlhf

CYCLE = ("abc", "bca", "cab")
TINY = [Fraction(1, 10**exponent) for exponent in (6, 9, 12, 20, 30)]


@dataclass(frozen=True)
class HardMargins:
    """The margins a over b, b over c and c over a in words, ours, and pref_voting's answer where it is installed."""

    margins: str
    exact: tuple[Fraction, ...]
    floating: tuple[float, ...] | None

    @property
    def error(self) -> Fraction | None:
        """The largest error of the floating-point answer in one probability."""
        if self.floating is None:
            return None
        return max(abs(Fraction(p) - q) for p, q in zip(self.floating, self.exact, strict=True))


def measure_hard_margins() -> list[HardMargins]:
    """Both answers for margins e, 2e, 3e with ever smaller e, and for 10^15, 10^15 − 1, 1.

    Raises:
        ArithmeticError: ours is not the known solution, in proportion to (b over c, c over a, a over b).
    """
    found = []
    for e in TINY:
        words = f"e, 2e, 3e with e = 10^−{len(str(e.denominator)) - 1}"
        found.append(_both(words, (e, 2 * e, 3 * e), (float(e), float(2 * e), float(3 * e))))
    large = (10**15, 10**15 - 1, 1)
    a_b, b_c, c_a = (Fraction(margin, 10**16) for margin in large)
    return [*found, _both("10^15, 10^15 − 1, 1", (a_b, b_c, c_a), large)]


def _both(words: str, shares: tuple[Fraction, ...], numbers: tuple[float, ...]) -> HardMargins:
    policy = nlhf(_people(shares)).policy
    exact = tuple(Fraction(numerator, policy.denominator) for numerator in policy.numerators)
    a_b, b_c, c_a = shares
    if exact != tuple(margin / sum(shares) for margin in (b_c, c_a, a_b)):
        raise ArithmeticError(f"our answer for margins {words} is not the known one")
    return HardMargins(words, exact, _pref_voting(numbers))


def _people(margins: tuple[Fraction, ...]) -> Population:
    """Users whose margins a over b, b over c and c over a are these shares: three orders and their reverses.

    An order that is half the sum of two margins ahead of its reverse adds that to two margins and takes it from one.
    """
    a_b, b_c, c_a = margins
    ahead = ((a_b + b_c) / 2, (b_c + c_a) / 2, (c_a + a_b) / 2)
    rankings = {}
    for order, lead in zip(CYCLE, ahead, strict=True):
        rankings[" > ".join(order)] = Fraction(1, 6) + lead / 2
        rankings[" > ".join(reversed(order))] = Fraction(1, 6) - lead / 2
    return Population.from_rankings(rankings, "abc")


def _pref_voting(margins: tuple[float, ...]) -> tuple[float, ...] | None:
    a_b, b_c, c_a = margins
    matrix = [[0, a_b, -c_a], [-a_b, 0, b_c], [c_a, -b_c, 0]]
    outcome = solved(WORKER, "pref_voting", {"margins": matrix, "orders": None}, limit=10)
    return None if "missing" in outcome else tuple(float(Fraction(p)) for p in outcome["answer"])
