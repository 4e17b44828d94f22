"""Questions of the kind ``[[audit]]``: what the audit command decides, with its whole report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verifier.audits.candidates import read_opponents
from verifier.audits.effort import Effort
from verifier.audits.families.table import find_all
from verifier.audits.question import Question
from verifier.audits.settings import Settings
from verifier.errors import InputError
from verifier.exact.rational import parse_rational
from verifier.game.payoffs import Payoff
from verifier.game.rate import parse_rate
from verifier.game.ties import check_combination
from verifier.lab.book.expectation import Expectation, compare, read_expectation
from verifier.lab.book.models import payoff_of
from verifier.lab.book.pages.line import report_lines
from verifier.lab.book.question import Answer, Setting, from_gallery
from verifier.lab.book.reported import reported
from verifier.lab.book.table import Table, listed
from verifier.preferences.ranges import parse_numbers
from verifier.report.formats.table import FORMATS, KEPT


@dataclass(frozen=True)
class Audit:
    """An audit's policies and question as the command takes them, the formats that are kept, and what is expected."""

    setting: Setting
    name: str
    policies: tuple[str, ...]
    k: tuple[int, ...] | None
    every_k: bool
    l: tuple[int, ...]
    rate: str | None
    ties: str
    samples_for: str | None
    opponent: str | None
    formats: tuple[str, ...]
    expected: Expectation
    payoff: Payoff = "strict"

    def decide(self, effort: Effort) -> Answer:
        """The findings of the audit; its report and certificates are the files."""
        population = self.setting.population
        ties = check_combination(self.ties, max(self.k or (1,)), max(self.l), weak_orders=population.weak_orders)
        question = Question(
            k=self.k,
            l=self.l,
            rate=None if self.rate is None else parse_rate(self.rate),
            ties=ties,
            samples_for=None if self.samples_for is None else parse_rational(self.samples_for),
            every_k=self.every_k,
            opponents=read_opponents([] if self.opponent is None else [self.setting.beside(self.opponent)], population),
        )
        policies = map(self.setting.beside, self.policies)
        found = find_all(policies, population, question, effort, Settings(payoff=self.payoff))
        report, files = reported(self.setting, found, question, replace(effort, formats=self.formats))
        return Answer(report_lines(report), files, tuple(compare(self.expected, report)))


def read(table: Table, setting: Setting) -> Audit:
    """The audit that ``table`` asks for, about the case's population, or its own from the ``gallery``.

    Raises:
        InputError: a key is missing or of another kind, or nothing is expected.
    """
    name, k, named = table.text("name"), table.optional("k", str, None), table.optional("gallery", str, None)
    if named is not None:
        setting = from_gallery(setting, named)
    return Audit(
        setting=setting,
        name=name,
        policies=_policies(table, name),
        k=None if k in {None, "all"} else parse_numbers(k, "k"),
        every_k=k == "all",
        l=parse_numbers(table.optional("l", str, "1"), "l"),
        rate=table.optional("rate", str, None),
        ties=table.optional("ties", str, "model"),
        samples_for=table.optional("samples_for", str, None),
        opponent=table.optional("opponent", str, None),
        formats=_formats(table),
        expected=read_expectation(table, name),
        payoff=payoff_of(table.optional("payoff", str, "strict"), f"{table.where} {name}"),
    )


def _policies(table: Table, name: str) -> tuple[str, ...]:
    """The policies that stand side by side in the audit, at least one."""
    policies = listed(table.optional("policy", (str, list), "rule:nlhf"))
    for each in policies or [None]:
        if not isinstance(each, str):
            raise InputError(
                f"{table.where} {name}: 'policy' holds {'nothing' if each is None else repr(each)}; "
                'write a text such as "rule:nlhf", or a list of them'
            )
    return policies


def _formats(table: Table) -> tuple[str, ...]:
    given = table.optional("formats", str, None)
    if given not in {None, "all"}:
        raise InputError(f"{table.where}: 'formats' is {given!r}; write 'all', or leave it out for {', '.join(KEPT)}")
    return KEPT if given is None else tuple(FORMATS)
