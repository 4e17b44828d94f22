"""Questions of the kind ``[[no-common-policy]]``: that no one policy keeps a promise for several numbers of samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.audits.drafts import Draft, word
from verifier.audits.effort import Effort
from verifier.claims.common_policy import Promise
from verifier.errors import InputError
from verifier.game.rate import Rate, parse_rate
from verifier.lab.book.drafted import settle_lines
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.table import Table
from verifier.preferences.population import Population
from verifier.report.finding import Finding


@dataclass(frozen=True)
class NoCommonPolicies:
    """Numbers of samples, the rate that one policy shall have for each of them, and whether none has it."""

    setting: Setting
    name: str
    k: tuple[int, ...]
    rate: Rate
    verdict: str

    def decide(self, effort: Effort) -> Answer:
        """One line, with its certificate."""
        draft = no_common_policy_draft(self.setting.population, [(k, self.rate(k, 1)) for k in self.k])
        found = settle_lines([draft], effort)
        (line,) = found.lines
        differs = (
            () if line.verdict.value == self.verdict else (f"expected {self.verdict}, found {line.verdict.value}",)
        )
        return Answer(found.lines, found.files, (*found.rejected, *differs))


def read(table: Table, setting: Setting) -> NoCommonPolicies:
    """The question that ``table`` asks: ``name``, ``k`` such as ``1,11``, a formula ``rate``, the expected ``verdict``.

    Raises:
        InputError: a key is missing or of another kind.
    """
    k, rate = exact_samples(table.text("k")), parse_rate(table.optional("rate", str, "k/(k+1)"))
    name, verdicts = table.text("name"), table.verdicts("verdict")
    if len(verdicts) != 1:
        raise InputError(
            f"{table.where} {name}: 'verdict' holds {len(verdicts)}; one is asked for, about all k at once"
        )
    return NoCommonPolicies(setting, name, k, rate, verdicts[0])


def no_common_policy_draft(population: Population, promises: Sequence[Promise]) -> Draft:
    """That no single policy keeps all ``promises``, pairs of a number of samples and a rate, in the order of k.

    Raises:
        InputError: there is no promise, or they are not in order, or a rate is outside [0, 1].
        SolverError: no proposal was found.
    """
    from verifier.lab.book.mathematics.common_policy import no_common_policy

    verdict = no_common_policy(population, promises)
    return Draft(Finding("no-common-policy", word(verdict), "", l=1, ties="model"), verdict, "no-common-policy")
