"""The promise as an assertion in a test.

>>> from verifier.testing import assert_robust
>>> report = assert_robust("gallery:three-cycle", "uniform", k=[1, 2, 3])
>>> assert_robust("gallery:three-cycle", {"a": "1/2", "b": "1/2"}, k=2)
Traceback (most recent call last):
    ...
AssertionError: 1 of 1 promise about "gallery:three-cycle" was not certified
policy, k = 2: against "c" it wins with rate 7/12 = 0.583333, promised k/(k+1) = 2/3 = 0.666667
"c" can beat all 2 samples for 2 of 3 users: "c" > "a" > "b" (1 user, always); "b" > "c" > "a" (1 user, with probability 1/4)
"""  # noqa: E501  # a line of the message

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from verifier.game.ties import Ties
    from verifier.preferences.policy import Lottery, Policy
    from verifier.report.finding import Report
    from verifier.report.shown import ShownReport

FEW = 20
"""How many promises the message tells of."""


def assert_robust(
    population: Any,
    policy: Policy | Lottery | Mapping[str, Any] | str | Path,
    *,
    k: SupportsIndex | Iterable[SupportsIndex] | str,
    rate: str | Fraction | float | Decimal | None = None,
    l: SupportsIndex | Iterable[SupportsIndex] = 1,
    ties: Ties = "model",
    normalize: bool = False,
) -> ShownReport:
    """Assert that ``k`` samples of ``policy`` win with the promised ``rate``, whatever opponent they meet.

    Args:
        population: a `Population`, the path of a file, a name such as ``gallery:three-cycle``, or a data frame or a
            profile that makes one (`Population.from_frame`, `Population.from_profile`).
        policy: a `Policy`, a `Lottery`, weights by response name (texts such as ``"3/5"``, or numbers, of which a float
            is the decimal that it prints), the path of a file, or the name of a rule or response.
        k: numbers of samples, or ``"all"``: the promise k/(k+1) for every k at once.
        rate: the promise, a formula in k and l or a number; by default the best that can be guaranteed.
        l: how many responses the opponents show.
        ties: who gets a tie: ``model``, ``opponent``, ``shared`` or ``half``.
        normalize: divide the weights of the policy, and of users in a file or frame, by their sum; without, they must
            sum to 1.

    Returns:
        The report of the audit, every promise of it certified.

    Raises:
        AssertionError: a promise was refuted, or stayed undecided; the message names the worst opponent, its exact
            rate, what was promised, and the users who prefer it.
        InputError: an argument cannot be read; that is no failed promise.
    """
    __tracebackhide__ = True
    from verifier.audits.audit import CERTIFIED, audit
    from verifier.audits.python import people_of, policy_of
    from verifier.preferences.quotation import OwnWord

    people, name = people_of(population, normalize=normalize)
    given = policy_of(policy, people, normalize=normalize) if isinstance(policy, Mapping) else policy
    source = name or OwnWord("the population")
    report = audit(people, given, k=k, l=l, rate=rate, ties=ties, source=source, normalize=normalize)
    if report.exit_code != CERTIFIED:
        raise AssertionError(_message(report))
    return report


def _message(report: Report) -> str:
    """What was not certified, a line each, and under it the users who prefer the opponent."""
    from verifier.preferences.names import printable
    from verifier.preferences.quotation import called
    from verifier.report.finding import Word
    from verifier.report.headline import scope_line
    from verifier.report.plots.preferring import preferring_line
    from verifier.report.shortfall import shortfall

    failed = [each for each in report.promises if each.verdict is not Word.CERTIFIED]
    counted = f"{len(failed)} of {len(report.promises)} promise{'s' * (len(report.promises) != 1)}"
    people = report.population
    read = "" if people.complete else f" ({people.unranked_ones})"
    lines = [f"{counted} about {called(report.source)}{read} {'was' if len(failed) == 1 else 'were'} not certified"]
    for finding in failed[:FEW]:
        lines += filter(None, (shortfall(finding), preferring_line(report, finding)))
    if len(failed) > FEW:
        lines.append(f"… and {len(failed) - FEW} more")
    if report.rejected:
        lines.append(scope_line(report))
    return "\n".join(printable(line) for line in lines)
