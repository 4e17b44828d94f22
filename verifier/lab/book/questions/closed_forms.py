"""Questions of the kind ``[[closed-form]]``: equilibria as formulas, proved and printed as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.audits.drafts import word
from verifier.audits.effort import Effort
from verifier.claims.verdict import Undecided
from verifier.errors import InputError
from verifier.exact.formula_text import parse_expression
from verifier.lab.book.pages.line import Line
from verifier.lab.book.parametric import family_of
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.questions.statements import NO_CHECK, expected_word
from verifier.lab.book.table import Table
from verifier.lab.symbolic.statements.closed_form import ClosedForm
from verifier.preferences.names import unknown_response
from verifier.report.finding import Word


@dataclass(frozen=True)
class ClosedFormQuestion:
    """A closed form and the verdict expected of it; what is proved is written to ``NAME.tex``."""

    name: str
    claim: ClosedForm
    expected: Word

    def decide(self, effort: Effort) -> Answer:
        """The verdict, and where it is proved the formulas as LaTeX."""
        from verifier.lab.symbolic.formula import closed_form

        effort.progress(f"{self.name}: identities")
        verdict = self.claim.decide()
        found = word(verdict)
        wrong = () if found is self.expected else (f"expected {self.expected.value}, found {found.value}",)
        if isinstance(verdict, Undecided):
            return Answer((Line(str(self.claim), found, note=verdict.reason),), {}, wrong)
        files = {f"{self.name}.tex": closed_form(self.claim).encode()}
        return Answer((Line(str(verdict), found, note=NO_CHECK),), files, wrong)


def read(table: Table, setting: Setting) -> ClosedFormQuestion:
    """The closed form that ``table`` gives.

    Raises:
        InputError: a key is missing or of another kind, or a formula cannot be read.
    """
    family, where = family_of(table, setting), table.where
    name, payoff, k = table.text("name"), table.optional("payoff", str, "strict"), table.optional("k", str, "every")
    roots, policy, rate = table.optional("roots", dict, {}), table.take("policy", dict), table.text("win_rate")
    if payoff not in {"strict", "shared"}:
        raise InputError(f"{where} {name}: 'payoff' is {payoff!r}; write strict or shared")
    for response in policy:
        if response not in family.responses:
            raise unknown_response(response, family.responses)
    texts = tuple(str(policy.get(response, "0")) for response in family.responses)
    of_parameter = frozenset({family.parameter})
    of_roots = of_parameter | roots.keys()
    claim = ClosedForm(
        family,
        "shared" if payoff == "shared" else "strict",
        None if k == "every" else exact_samples(k),
        tuple((root, str(power), parse_expression(str(power), of_parameter)) for root, power in roots.items()),
        tuple(parse_expression(text, of_roots) for text in texts),
        texts,
        (rate, parse_expression(rate, of_roots | {"k"})),
    )
    return ClosedFormQuestion(name, claim, expected_word(table))
