"""Questions of the kind ``[[symbolic]]``: about every population of a ``[family]`` and every number of samples."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from verifier.audits.drafts import Settled, word
from verifier.audits.effort import Effort
from verifier.claims.verdict import Certified, Refuted, Undecided, Verdict
from verifier.errors import InputError, UnsupportedError
from verifier.exact.formula_text import parse_expression
from verifier.exact.rational import parse_rational
from verifier.files.trees import read_tree
from verifier.lab.book.pages.line import Line
from verifier.lab.book.parametric import family_of
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.table import Table
from verifier.lab.symbolic.family import Family
from verifier.lab.symbolic.pieces import Piece, RuleName
from verifier.lab.symbolic.spot import ONLY, decide_at, facts_at
from verifier.lab.symbolic.statements.limits import InfimumStatement, LimitStatement
from verifier.lab.symbolic.statements.policy import FamilyPolicy, PolicyPoint
from verifier.lab.symbolic.statements.statement import FamilyStatement, Point, parse_bound
from verifier.preferences.names import unknown_response
from verifier.report.finding import Word

NO_CHECK = "no independent check: symbolic"
RULES: tuple[RuleName, ...] = ("nlhf", "borda", "uniform", "plurality")

Claim: TypeAlias = FamilyStatement | LimitStatement | InfimumStatement | FamilyPolicy


@dataclass(frozen=True)
class Statement:
    """A claim about a family, and the verdict that is expected of it.

    Attributes:
        policy: response → formula of its weight: the policy itself, or what the rule's policy is said to be.
        claim: what is stated, made once the weights are functions.
    """

    name: str
    family: Family
    rule: RuleName
    policy: dict[str, str] | None
    claim: Callable[[tuple[Any, ...]], Claim]
    expected: Word

    def decide(self, effort: Effort) -> Answer:
        """Proved with symbols; refuted, by the ordinary certificates at the point of failure."""
        claim, verdict = self._verdict()
        files: dict[str, bytes] = {}
        if isinstance(verdict, Certified):
            lines = [Line(claim.proved(verdict.witness), Word.CERTIFIED, note=NO_CHECK)]
        elif isinstance(verdict, Undecided):
            lines = [Line(str(claim), Word.UNDECIDED, note=verdict.reason)]
        else:
            lines, files = self._refuted(verdict, effort)
        found = lines[0].verdict
        wrong = () if found is self.expected else (f"expected {self.expected.value}, found {found.value}",)
        return Answer(tuple(lines), files, wrong)

    def _verdict(self) -> tuple[Claim, Verdict]:
        from verifier.lab.symbolic.policies import family_policies

        weights = _weights(self.family, self.policy) if self.policy is not None else ()
        claim = self.claim(weights)
        try:
            pieces: Sequence[Piece] = (
                (_given(self.family, weights),) if self.rule == "given" else family_policies(self.family, self.rule)
            )
        except UnsupportedError as error:
            return claim, Undecided(claim, str(error))
        return claim, claim.decide(pieces)

    def _refuted(self, verdict: Refuted, effort: Effort) -> tuple[list[Line], dict[str, bytes]]:
        witness = verdict.witness
        if not isinstance(witness, (Point, PolicyPoint)):
            return [Line(str(verdict), word(verdict), note=NO_CHECK)], {}
        with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
            place, population = Path(temporary), self.family.at(witness.x)
            if isinstance(witness, Point):
                settled = decide_at(population, self.rule, witness, place, effort)
            else:
                settled = facts_at(population, witness.x, self.rule, place, effort)
            files = dict(read_tree(place))
        return [_refutation(verdict, settled), *map(_line, settled)], files


def read(table: Table, setting: Setting) -> Statement:
    """The statement that ``table`` makes.

    Raises:
        InputError: a key is missing or of another kind, or the claim cannot be read.
    """
    family, where = family_of(table, setting), table.where
    name, claim = table.text("name"), table.optional("claim", str, None)
    policy, rule = table.optional("policy", dict, None), table.optional("rule", str, None)
    k = table.optional("k", str, "every")
    limit, attained = table.optional("limit", str, None), table.optional("attained", bool, None)
    if rule not in {None, *RULES} or (rule is None and policy is None):
        raise InputError(f"{where} {name}: 'rule' is {rule!r}; write one of {', '.join(RULES)}, or give a policy")
    if rule is not None and (policy is None) == (claim is None):
        raise InputError(f"{where} {name}: with a rule give either a claim, or the policy that it is said to have")
    if rule is None and claim is None:
        raise InputError(f"{where} {name}: the key 'claim' is missing")
    who: RuleName = next((each for each in RULES if each == rule), "given")
    return Statement(
        name,
        family,
        who,
        policy,
        _claim(family, who, None if k == "every" else exact_samples(k), claim, limit, attained=attained),
        expected_word(table),
    )


def _claim(
    family: Family,
    rule: RuleName,
    k: tuple[int, ...] | None,
    claim: str | None,
    limit: str | None,
    *,
    attained: bool | None,
) -> Callable[[tuple[Any, ...]], Claim]:
    if claim is None:
        if limit is not None or attained is not None or k is not None:
            raise InputError(
                "'k', 'limit' and 'attained' belong to a claim; a rule's policy is stated for the whole family"
            )
        return lambda weights: FamilyPolicy(family, rule, weights)
    if claim.split()[:1] == ["infimum"]:
        if attained is None or limit is not None:
            raise InputError(f"claim {claim!r}: say whether it is attained (attained = true or false), and no limit")
        infimum = InfimumStatement(family, rule, k, parse_bound(claim, "infimum", family.parameter), attained)
        return lambda _weights: infimum
    if attained is not None:
        raise InputError(f"claim {claim!r}: 'attained' belongs to a claim about the infimum")
    bound = parse_bound(claim, "win rate", family.parameter)
    if limit is not None:
        tends = LimitStatement(family, rule, k, bound, *_end(limit, family))
        return lambda _weights: tends
    statement = FamilyStatement(family, rule, k, bound)
    return lambda _weights: statement


def _end(limit: str, family: Family) -> tuple[Fraction | None, int]:
    """The end that ``ε -> 0`` names, and the side from which it is approached."""
    name, arrow, end = (part.strip() for part in limit.partition("->"))
    if name != family.parameter or not arrow:
        raise InputError(f"limit {limit!r}: write it as '{family.parameter} -> 0'")
    if end in {"oo", "∞", "-oo", "-∞"}:
        return None, 1 if end.startswith("-") else -1
    value = parse_rational(end)
    return value, 1 if value == family.interval.lower else -1


def _weights(family: Family, policy: dict[str, str]) -> tuple[Any, ...]:
    from verifier.lab.symbolic.algebra import functions
    from verifier.lab.symbolic.algebra.divisors import check_function

    for name in policy:
        if name not in family.responses:
            raise unknown_response(name, family.responses)
    _, x, _ = functions.field()
    found = []
    for name in family.responses:
        text = str(policy.get(name, "0"))
        expression = parse_expression(text, frozenset({family.parameter}))
        found.append(functions.function(expression, {family.parameter: x}))
        check_function(expression, family.parameter, family.interval, text)
    return tuple(found)


def _given(family: Family, weights: tuple[Any, ...]) -> Piece:
    from verifier.lab.symbolic.algebra.region import Region

    return Piece(Region(family.interval), weights)


def expected_word(table: Table) -> Word:
    """The verdict under ``expected``.

    Raises:
        InputError: it is none of the three.
    """
    text = table.text("expected")
    found = next((each for each in Word if each.value == text), None)
    if found is None:
        raise InputError(f"{table.where}: expected = {text!r}; write certified, refuted or undecided")
    return found


def _refutation(verdict: Refuted, settled: Sequence[Settled]) -> Line:
    """The whole statement is refuted if the checker accepted everything at the point, the first file above all."""
    if any(each.rejected or each.finding.verdict is Word.UNDECIDED for each in settled):
        return Line(str(verdict), Word.UNDECIDED, note="a certificate at this point was not accepted by the checker")
    first = settled[0].finding if settled else None
    if isinstance(verdict.witness, PolicyPoint) and (first is None or first.claim != ONLY):
        return Line(str(verdict), Word.REFUTED, note="no independent check: the rule's policy there, as it is solved")
    return Line(str(verdict), Word.REFUTED, None if first is None else first.certificate)


def _line(settled: Settled) -> Line:
    finding = settled.finding
    return Line(finding.sentence, finding.verdict, finding.certificate, finding.reason)
