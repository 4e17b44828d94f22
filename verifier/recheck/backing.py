"""Backing: whether certificates prove what an earlier report says, about one population and the policies it lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from verifier.audits.promises.misses import open_question
from verifier.errors import AuditError
from verifier.exact.rational import parse_rational
from verifier.game.rate import parse_rate
from verifier.preferences.quotation import called
from verifier.recheck.earlier_report import WORST_CASE, EarlierReport, Said, unranked
from verifier.recheck.listed_policies import listed_shares
from verifier.recheck.proved_numbers import Proof, Shares, all_proved, bound_of
from verifier.report.finding import REACHES, Finding, Word
from verifier.report.latex.names import Place
from verifier.report.promise import RATED, Promise

BARRIER = "k/(k+1)"
"""The only promise that is decided for every k at once."""

ENCLOSED = "equilibrium-near"
"""The kind of certificate that an exact equilibrium is near a policy."""

_KINDS = {
    "robust": ("robust", "not-robust"),
    "robust-every-k": ("robust-every-k", "not-robust"),
    "win-rate": ("win-rate", "not-win-rate"),
    "samples-for": ("least-samples", "no-samples"),
    REACHES: ("robust", "not-robust"),
    WORST_CASE: (WORST_CASE,),
}
"""Claim of a promise → the kinds of certificates that prove it, or the contrary."""

_FACTS = {
    "condorcet-winner": ("condorcet-winner", "no-condorcet-winner"),
    "best-rate": ("product-bound", "lottery-bound", "set-bound"),
    "nlhf-every": ("nlhf-bound",),
    "nlhf-some": ("nlhf-below",),
    "robust": (*_KINDS["robust"], ENCLOSED),
    "reaches": (*_KINDS[REACHES], ENCLOSED),
}
"""The same of other claims; where nothing is said, a claim is called as the kind of its certificate."""


def uses(claim: str, kind: str) -> bool:
    """True if a finding with this claim rests on certificates of this kind."""
    return kind in (_FACTS.get(claim) or _KINDS.get(claim) or (claim,))


@dataclass(frozen=True)
class Backing:
    """A report, and what the certificates beside it prove.

    What it says of a promise is backed if the stand-alone checker proves the certificate that it names, the sentence
    proved is the one it gives, and verdict, numbers, population and policy are those of the certificate: as many
    voters and the same responses as the report says, one population throughout, and by each policy's name the weights
    that the report lists. ``undecided`` claims nothing. The least k of a rule that depends on k (`Said.looked`) is
    backed if what the report says of its policy for each k up to that is, and certificates show of each smaller k that
    the rule misses the rate (`open_question`). That the names are the right ones is the
    report's word.

    Attributes:
        proofs: the file names of the certificates that are there, each with what it proves; None: the checker does not.
    """

    report: EarlierReport
    proofs: dict[str, Proof | None]

    def doubts(self, said: Said) -> list[str]:
        """Why certificates do not bear out what the report says of a promise; empty where they do."""
        if said.looked is not None and said.state.verdict is not Word.UNDECIDED:
            return list(self._doubts_of_looks(said))
        found = [] if said.state.verdict is Word.UNDECIDED else [self._doubt(said)]
        if said.promise.claim == RATED and said.state.value is not None:
            # An enclosed equilibrium keeps its promise; the rate beside it is the rounded policy's own, as always.
            rate = self._rates.get(_about(said))
            told = rate is not None and (rate.state.value, rate.state.verdict) == (said.state.value, Word.CERTIFIED)
            found.append(self._doubt(rate) if rate is not None and told else f"{_name(said)}: no proof of its rate")
        return [doubt for doubt in found if doubt]

    def _doubts_of_looks(self, said: Said) -> Iterator[str]:
        """Why it is not proved that its policy for this k reaches the rate, and none for a smaller k does."""
        asked, least = said.promise, said.state.samples
        if said.state.verdict is not Word.CERTIFIED or least is None or not 1 <= least <= (said.looked or 0):
            yield f"{called(asked.policy)}: no certificates prove what is said of the least number of samples"
            return
        looks = {each.promise: each for each in self.report.looks}
        for k in range(1, least + 1):
            look = looks.get(replace(asked, claim=REACHES, k=k))
            wanted = Word.CERTIFIED if k == least else Word.REFUTED
            if look is None or look.state.verdict is not wanted:
                yield f"{called(asked.policy)}, k = {k}: it is not {wanted.value} that its policy reaches {asked.rate}"
            elif doubt := self._doubt(look) or (self._doubt_of_miss(look) if k < least else ""):
                yield doubt

    def _doubt_of_miss(self, look: Said) -> str:
        """Why it is not proved that the rule of ``look``, with its own policy, misses the rate that the found one does.

        What stands beside it is read from the certificates, not from the report.
        """
        asked, proof = look.promise, self.proofs[look.certificate or ""]
        proofs = [self.proofs.get(each.certificate or "") for each in self.report.bounds]
        bounds = [bound_of(each, asked.policy) for each in proofs if each is not None and _alike(each, proof)]
        beside = [each for each in bounds if each is not None]
        rate = self._rates.get(_about(look))
        if rate is not None and not self._doubt(rate):
            found = Finding(WORST_CASE, rate.state.verdict, "", asked.policy, asked.k, asked.l, asked.ties)
            beside.append(replace(found, value=rate.state.value))
        missed = Finding(REACHES, Word.REFUTED, "", asked.policy, asked.k, asked.l, asked.ties)
        missed = replace(missed, rate=parse_rational(asked.rate or ""))
        doubt = open_question(missed, beside, len(self._responses))
        return doubt and f"{_name(look)}: {doubt}"

    @cached_property
    def _rates(self) -> dict[tuple[object, ...], Said]:
        return {_about(each): each for each in self.report.rates}

    @cached_property
    def _first(self) -> tuple[str, Proof]:
        """The first proved certificate: all others have to be about its population."""
        return next((name, proof) for name, proof in self.proofs.items() if proof is not None)

    @cached_property
    def _opponents(self) -> dict[str, Shares | None]:
        """The weights of each given opponent, by the first certificate that is about it."""
        found: dict[str, Shares | None] = {}
        for each in self.report.said:
            proof = None if each.certificate is None else self.proofs.get(each.certificate)
            if each.promise.against is not None and proof is not None and proof.kind != ENCLOSED:
                found.setdefault(each.promise.against, proof.shares("against"))
        return found

    def _doubt(self, said: Said) -> str:
        """Why its certificate does not bear it out; empty where it does."""
        name = said.certificate
        if name is None:
            return f"{_name(said)}: no certificate was kept; audit again with --out"
        if name not in self.proofs:
            return f"{called(name)}: not there"
        proof = self.proofs[name]
        reason = "not proved" if proof is None else next(self._differences(proof, said), None)
        return "" if reason is None else f"{called(name)}: {reason}"

    def _differences(self, proof: Proof, said: Said) -> Iterator[str]:
        """In what a certificate differs from what the report says."""
        people = self.report.population
        if said.sentence not in proof.sentences:
            yield "proves another sentence than the report says"
        if proof.voters != people["voters"] or sorted(proof.responses) != self._responses:
            yield f"is about other people than the report says: {proof.people}"
        if unranked(people) not in proof.unranked:
            yield f"does not read unranked responses as the report says: {proof.unranked_ones}"
        first, other = self._first
        if proof.population != other.population:
            yield f"is about another population than {called(first)}"
        k = said.state.samples if said.promise.k is None else said.promise.k
        listed = listed_shares(self.report.policies, said.promise.policy, k, said.promise.l)
        if proof.shares("policy", "lottery") not in listed:
            yield f"is about another policy than the report lists as {called(said.promise.policy)}"
        if proof.kind != ENCLOSED and self._about_another(proof, said):
            yield "is not about the opponent that the report names"
        if not _says(proof, said):
            yield "does not prove what the report says"

    def _about_another(self, proof: Proof, said: Said) -> bool:
        """True if its opponent is not the one that the report names."""
        against = said.promise.against
        known = None if against is None else self._opponents.get(against)
        return (against is not None) != (said.promise.claim == "win-rate") or proof.shares("against") != known

    @cached_property
    def _responses(self) -> list[str]:
        """The names of the responses, as the report lists them."""
        given = self.report.population.get("responses")
        return sorted(each for each in given if isinstance(each, str)) if isinstance(given, list) else []


def _alike(bound: Proof, look: Proof | None) -> bool:
    """True if ``bound`` is about the people of ``look``, and about its policy, where it is about one."""
    policy = bound.shares("policy")
    return look is not None and bound.population == look.population and policy in (None, look.shares("policy"))


def _about(said: Said) -> tuple[object, ...]:
    """Policy, k, l and ties: by these a promise and its exact rate belong together."""
    promise = said.promise
    return promise.policy, promise.k, promise.l, promise.ties


def _name(said: Said) -> str:
    return f"{called(said.promise.policy)}, k = {said.promise.k}"


def _says(proof: Proof, said: Said) -> bool:
    """True if ``proof`` says all that ``said`` does, of the same place."""
    if proof.kind == ENCLOSED:
        return _keeps(proof, said)
    if proof.kind not in _KINDS[said.promise.claim]:
        return False
    try:
        place, wanted = _wanted(said)
        return any(at == place and wanted.items() <= found.items() for at, found in all_proved(proof))
    except AuditError:
        return False


def _keeps(proof: Proof, said: Said) -> bool:
    """True if ``said`` is what the enclosed equilibrium promises: k/(k+1) with shared payoffs and ties (THEORY 2.3)."""
    promise, k = said.promise, said.promise.k
    asked = promise.claim in {RATED, "win-rate", REACHES} and promise.l == 1 and said.state.verdict is Word.CERTIFIED
    if not asked or promise.ties not in {"shared", "half"} or k is None:
        return False
    if "payoff shared" not in proof.lines or proof.place("k").k != k:
        return False
    return _promised(promise) <= Fraction(k, k + 1)


def _wanted(said: Said) -> tuple[Place, dict[str, Any]]:
    """What a certificate has to say, and of what, in the words of `all_proved`."""
    promise, state = said.promise, said.state
    place = Place(k=promise.k, l=promise.l, ties=promise.ties)
    if promise.claim == WORST_CASE:
        return place, {"Rate": state.value}
    if promise.claim == "robust-every-k":
        known = (promise.rate, promise.l, promise.ties) == (BARRIER, 1, "model")
        every: dict[str, Any] = {"EveryKVerdict": state.verdict.value if known else None}  # None: nothing says so
        return Place(), every | ({"EveryKSamples": state.samples} if state.verdict is Word.REFUTED else {})
    if promise.claim == "samples-for":
        rate: dict[str, Any] = {
            "SamplesVerdict": state.verdict.value,
            "SamplesRate": parse_rational(promise.rate or ""),
        }
        told = state.verdict is Word.CERTIFIED or state.samples is not None
        return place, rate | ({"Samples": state.samples} if told else {})
    return place, {"Verdict": state.verdict.value, "Promised": _promised(promise)}


def _promised(promise: Promise) -> Fraction:
    """The rate that the formula of the promise gives."""
    if promise.claim == REACHES:
        return parse_rational(promise.rate or "")
    return parse_rate(promise.rate or BARRIER)(promise.k or 1, promise.l or 1)
