"""Questions of the kind ``[[worst-population]]``: on which population of a kind a policy does worst."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.lab.book.drafted import settle_lines
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.table import Table
from verifier.lab.counterexample.condition_text import parse_condition
from verifier.lab.counterexample.worst_draft import Kind, worst_population_draft
from verifier.preferences.formats.population_json import format_population_json
from verifier.preferences.names import check_names
from verifier.preferences.policy import Policy
from verifier.report.finding import Word

_RANKINGS = ("strict", "weak")


@dataclass(frozen=True)
class WorstPopulations:
    """A policy, the populations meant, numbers of samples, and the rates expected on the worst of them."""

    name: str
    kind: Kind
    policy: Policy
    k: tuple[int, ...]
    values: tuple[Fraction, ...]

    def decide(self, effort: Effort) -> Answer:
        """One line for each k; the worst populations are among the files, as JSON."""
        drafts = [worst_population_draft(self.policy, self.name, k, self.kind, effort) for k in self.k]
        populations = {
            f"{draft.name}.json": format_population_json(draft.verdict.claim.population).encode() for draft in drafts
        }
        found = settle_lines(drafts, effort)
        differences = list(found.rejected)
        for k, wanted, draft, line in zip(self.k, self.values, drafts, found.lines, strict=True):
            value = draft.verdict.claim.value
            if line.verdict is not Word.CERTIFIED:
                differences.append(f"k = {k}: expected certified, found {line.verdict.value}")
            if value != wanted:
                differences.append(f"k = {k}: expected {format_rational(wanted)}, found {format_rational(value)}")
        return Answer(found.lines, {**found.files, **populations}, tuple(differences))


def read(table: Table, _setting: Setting) -> WorstPopulations:
    """The worst populations that ``table`` asks for.

    Its keys: ``name``, ``responses``, ``policy`` (name → weight), ``k``, ``rankings`` (``strict`` or ``weak``),
    ``nlhf`` (true: the policy is NLHF there), ``conditions`` (texts such as ``P[a > b] >= 3/5``), and the expected
    ``values``, one for each k.

    Raises:
        InputError: a key is missing or of another kind, or there is not one value for each k.
    """
    name, responses = table.text("name"), check_names(table.take("responses", list))
    weights, k = table.take("policy", dict), exact_samples(table.text("k"))
    rankings, values = table.optional("rankings", str, "strict"), table.numbers("values") or ()
    if rankings not in _RANKINGS:
        raise InputError(f"{table.where} {name}: rankings are {' or '.join(_RANKINGS)}, not {rankings!r}")
    if len(values) != len(k):
        raise InputError(f"{table.where} {name}: {len(k)} numbers of samples and {len(values)} values; give one each")
    conditions = [one for text in table.texts("conditions") for one in parse_condition(text, responses)]
    kind = Kind(responses, rankings == "strict", table.flag("nlhf"), tuple(conditions))
    return WorstPopulations(name, kind, Policy.from_weights(weights, responses), k, values)
