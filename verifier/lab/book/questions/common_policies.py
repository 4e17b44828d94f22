"""Questions of the kind ``[[no-common-policy]]``: that no one policy keeps a promise for several numbers of samples."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.game.rate import Rate, parse_rate
from verifier.lab.book.drafted import settle_lines
from verifier.lab.book.mathematics.common_policy_draft import no_common_policy_draft
from verifier.lab.book.question import Answer, Setting, exact_samples
from verifier.lab.book.table import Table


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
