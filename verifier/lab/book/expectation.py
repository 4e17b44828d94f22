"""What a case expects of an audit, and every way in which the report is not that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.errors import InputError
from verifier.exact.rational import format_rational, parse_rational, round_down
from verifier.lab.book.table import Table, listed
from verifier.preferences.policy import Policy
from verifier.report.finding import PROMISES, Report, Word
from verifier.report.formats.json import CLAIMS
from verifier.report.shortfall import shortfall

EXPECTED = (
    "verdicts", "values", "condorcet_winner", "nlhf", "weights", "dimension", "collapse", "samples", "facts", "best",
    "limit",
)  # fmt: skip
"""The keys of what can be expected of an audit."""

MORE = "…"
"""After the last decimal that is known."""


@dataclass(frozen=True)
class Expectation:
    """What an audit must find. None: nothing is expected of it; at least one expectation is there.

    Attributes:
        verdicts: one for each promise, in the order of the report; a single one stands for all.
        values: the win rates, likewise: exact, or where they end in ``…`` the decimals with which they begin.
        condorcet_winner: the name, or an empty text for "there is none".
        weights: NLHF's policy.
        dimension: of NLHF's face; 0 means unique.
        collapse: the rate to which NLHF collapses.
        samples: the least number of samples; 0 means that no number suffices.
        facts: kinds of claims that must be there and certified.
        best: the best rates, each exact as ``p/q``, or the decimals with which both ends of its bracket begin.
        shown: the weights of the audited policy, written as values are.
        limit: to which rate it tends with the number of samples.
    """

    verdicts: tuple[str, ...] | None
    values: tuple[str, ...] | None
    condorcet_winner: str | None
    weights: Mapping[str, Fraction] | None
    dimension: int | None
    collapse: Fraction | None
    samples: int | None
    facts: tuple[str, ...] | None
    best: tuple[str, ...] | None
    shown: Mapping[str, str] | None
    limit: Fraction | None


def read_expectation(table: Table, name: str) -> Expectation:
    """What ``table`` expects.

    Raises:
        InputError: it expects nothing.
    """
    verdicts = table.verdicts("verdicts") if table.has("verdicts") else None
    weights = table.optional("nlhf", dict, None)
    winner, shown = table.optional("condorcet_winner", (str, bool), None), table.optional("weights", dict, None)
    if winner in {True, ""}:
        raise InputError(f"{table.where} {name}: 'condorcet_winner' is {winner!r}; write its name, or false for none")
    values = table.optional("values", (str, list), None)
    facts, best = table.optional("facts", (str, list), None), table.optional("best", (str, list), None)
    expected = Expectation(
        verdicts=verdicts,
        values=None if values is None else _checked(values, table, "values"),
        condorcet_winner="" if winner is False else winner,
        weights=None if weights is None else {one: parse_rational(str(weight)) for one, weight in weights.items()},
        dimension=table.optional("dimension", int, None),
        collapse=table.number("collapse"),
        samples=table.optional("samples", int, None),
        facts=None if facts is None else _kinds(listed(facts), f"{table.where} {name}"),
        best=None if best is None else _checked(best, table, "best"),
        shown=None if shown is None else dict(zip(shown, _checked([*shown.values()], table, "weights"), strict=True)),
        limit=table.number("limit"),
    )
    if not any(value is not None for value in vars(expected).values()):
        known = ", ".join(EXPECTED)
        raise InputError(f"{table.where} {name}: nothing is expected; give at least one of {known}")
    return expected


def _kinds(facts: tuple[str, ...], where: str) -> tuple[str, ...]:
    """``facts``, if these are kinds of claims: a misspelt one would be a difference that no answer can mend.

    Raises:
        InputError: one of them is not.
    """
    for each in facts:
        if each not in CLAIMS:
            raise InputError(f"{where}: 'facts' holds {each!r}; a kind of claim is one of {', '.join(CLAIMS)}")
    return facts


def _checked(given: str | Sequence[object], table: Table, key: str) -> tuple[str, ...]:
    """Each of ``given``, if it writes a number.

    Raises:
        InputError: one does not.
    """
    texts = []
    for each in [given] if isinstance(given, str) else given:
        if not isinstance(each, str):
            raise InputError(f"{table.where}: {key!r} holds {each!r}; write numbers as text, such as '3/5' or '0.74…'")
        if each.endswith(MORE) and "." not in each:
            raise InputError(f"{table.where}: {key!r} holds {each!r}; only a decimal goes on, such as '0.74…'")
        try:
            parse_rational(each.removesuffix(MORE))
        except InputError as error:
            raise InputError(f"{table.where}: {key!r}: {error}") from None
        texts.append(each)
    return tuple(texts)


def compare(expected: Expectation, report: Report) -> Iterator[str]:
    """Every way in which ``report`` is not what is expected."""
    if report.rejected:
        yield f"our own checker did not accept {report.rejected} of the certificates"
    promises = [finding for finding in report.findings if finding.claim in PROMISES]
    for what, wanted, found in (
        ("verdict", expected.verdicts, [finding.verdict.value for finding in promises]),
        ("value", expected.values, [finding.value for finding in promises]),
    ):
        if wanted is None:
            continue
        every = wanted * len(found) if len(wanted) == 1 else wanted
        if len(every) != len(found) or not found:
            yield f"{len(wanted)} {what}s are expected, {len(found)} were found"
            continue
        for finding, one, other in zip(promises, every, found, strict=True):
            if one != other and not (isinstance(other, Fraction) and _meets(one, other, other)):
                told = f": {shortfall(finding)}" if one == Word.CERTIFIED.value else ""
                yield f"{finding.claim} k = {finding.k}, l = {finding.l}: expected {one}, found {other}{told}"
    if expected.condorcet_winner is not None and (expected.condorcet_winner or None) != report.condorcet_winner:
        yield f"expected the Condorcet winner {expected.condorcet_winner or 'none'}, found {report.condorcet_winner}"
    if expected.weights is not None:
        yield from _compare_nlhf(expected.weights, report)
    yield from _compare_weights(expected, report)
    yield from _compare_facts(expected, report)


def _compare_nlhf(expected: Mapping[str, Fraction], report: Report) -> Iterator[str]:
    wanted = {name: weight for name, weight in expected.items() if weight}
    policies = [each.policy for each in report.policies if each.label.removeprefix("rule:") == "nlhf"]
    if not policies:
        yield "expected a policy of NLHF, but another one was audited; give weights for that"
    for policy in policies:
        found = policy.weights(report.population.responses) if isinstance(policy, Policy) else {}
        if wanted != found:
            shown = ", ".join(f"{name} {format_rational(weight)}" for name, weight in found.items())
            yield f"expected another policy, found {shown}"


def _compare_weights(expected: Expectation, report: Report) -> Iterator[str]:
    if expected.shown is None:
        return
    for entry in report.policies:
        policy = entry.policy
        found = policy.weights(report.population.responses) if isinstance(policy, Policy) else {}
        differ = set(expected.shown) != set(found)
        if differ or not all(_meets(wanted, found[name], found[name]) for name, wanted in expected.shown.items()):
            shown = ", ".join(f"{name} {format_rational(weight)}" for name, weight in found.items())
            yield f"expected another policy, found {shown or 'a lottery'}"


def _compare_facts(expected: Expectation, report: Report) -> Iterator[str]:
    certified = {finding.claim: finding for finding in report.findings if finding.verdict.value == "certified"}
    if expected.dimension is not None:
        face = certified.get("nlhf-unique") or certified.get("nlhf-face")
        if face is None or face.dimension != expected.dimension:
            found = None if face is None else face.dimension
            yield f"expected NLHF policies of dimension {expected.dimension}, found {found}"
    if expected.collapse is not None:
        collapse = certified.get("collapse")
        if collapse is None or collapse.value != expected.collapse:
            found_rate = None if collapse is None or collapse.value is None else format_rational(collapse.value)
            yield f"expected a collapse to the rate {format_rational(expected.collapse)}, found {found_rate}"
    for claim in expected.facts or ():
        if claim not in certified:
            yield f"expected {claim} to be certified, found only {', '.join(sorted(certified)) or 'nothing'}"
    if expected.limit is not None:
        limit = certified.get("limit")
        if limit is None or limit.value != expected.limit:
            found_rate = None if limit is None or limit.value is None else format_rational(limit.value)
            yield f"expected the limit {format_rational(expected.limit)}, found {found_rate}"
    yield from _compare_best(expected, report)


def _compare_best(expected: Expectation, report: Report) -> Iterator[str]:
    if expected.samples is not None:
        answers = [finding for finding in report.findings if finding.claim == "samples-for"]
        word = "certified" if expected.samples else "refuted"
        if [(finding.k or 0, finding.verdict.value) for finding in answers] != [(expected.samples, word)]:
            found_k = [(finding.k, finding.verdict.value) for finding in answers]
            yield f"expected {expected.samples or 'no number of'} samples, found {found_k}"
    if expected.best is not None:
        brackets = [(each.lower, each.upper) for each in report.findings if each.claim == "best-rate"]
        if len(brackets) != len(expected.best):
            yield f"{len(expected.best)} best rates are expected, {len(brackets)} were found"
        for wanted, (lower, upper) in zip(expected.best, brackets, strict=False):
            if lower is None or upper is None or not _meets(wanted, lower, upper):
                yield f"expected the best rate {wanted}, found from {lower} to {upper}"


def _meets(wanted: str, lower: Fraction, upper: Fraction) -> bool:
    """Whether both ends are exactly ``wanted``, or, where that ends in ``…``, begin with its decimals."""
    digits, open_end, _ = wanted.partition(MORE)
    value, places = parse_rational(digits), len(digits.partition(".")[2])
    if not open_end:
        return lower == upper == value
    return round_down(lower, places) == round_down(upper, places) == value
