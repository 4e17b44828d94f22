"""Sequences of populations along which a rule's win rate comes down to its infimum; the limit is proved (THEORY 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.files.earlier import begin_folder, settle_folder
from verifier.files.trees import Tree, sync_tree
from verifier.lab.book.case import FILE, parse_case
from verifier.lab.book.pages.index import CasePage, QuestionRow
from verifier.lab.counterexample.pages.case_text import Questions, case_text
from verifier.report.finding import Word

FOUND, OPEN = 0, 3

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Infimum:
    """What a rule's win rate with k samples comes down to, and the populations that show it.

    Attributes:
        value: the infimum over the populations meant (of ``m`` responses, where that matters).
        bound: why no population has less, in words.
        questions: of the case that decides the members and the limit.
        family: the family of the case, with its parameter, in TOML; None where the questions are about sequences.
        theory: the item of docs/THEORY.md.
    """

    value: Fraction
    bound: str
    questions: Questions
    family: str | None
    theory: str


def _nlhf(k: int, _m: int) -> Infimum:
    family = (
        '[family]\nparameter = "ε"\ninterval = "(0, 1/2]"\nresponses = ["yes", "no"]\n'
        'rankings = { "yes > no" = "1/2 + ε", "no > yes" = "1/2 - ε" }\n'
    )
    members = [_audit("nlhf", k, f"half-barrier(epsilon=1/{n})", f"1/2 + 1/{n}") for n in (10, 100, 1000)]
    return Infimum(
        Fraction(1, 2),
        "one sample of NLHF beats or ties every response at least as often as it loses to it, and samples never hurt",
        [*members, *_symbolic("nlhf", k, "1/2 + ε", "1/2")],
        family,
        "2.4",
    )


def _borda(k: int, m: int) -> Infimum:
    rest = " > ".join(LETTERS[: m - 2])
    ends = (f"z > y > {rest}", f"y > {rest} > z") if rest else ("z > y", "y > z")
    names = ", ".join(f'"{name}"' for name in ("y", "z", *LETTERS[: m - 2]))
    top = Fraction(m - 1, m)
    family = (
        f'[family]\nparameter = "q"\ninterval = "[0, {format_rational(top)})"\nresponses = [{names}]\n'
        f'rankings = {{ "{ends[0]}" = "q", "{ends[1]}" = "1 - q" }}\n'
    )
    shares = [top - Fraction(1, m * 10**n) for n in (1, 2, 3)]
    members = [_audit("borda", k, f"rlhf(m={m}, q={format_rational(q)})", format_rational(1 - q)) for q in shares]
    return Infimum(
        Fraction(1, m),
        "the response of the highest Borda score loses to no other one more often than with rate (m-1)/m",
        [*members, *_symbolic("borda", k, "1 - q", format_rational(Fraction(1, m)))],
        family,
        "2.5",
    )


def _equilibrium(k: int, _m: int) -> Infimum:
    members = [_audit("equilibrium", k, f"uniform(m={m})", None) for m in (2, 3, 4)]
    formula = "1 - Sum(j^k, j, 0, R-1)/R^(k+1)"
    limit = _sequence(k, "uniform(m={R})", "uniform", formula, "k/(k+1)", 1, "1..4")
    return Infimum(
        Fraction(k, k + 1),
        "Theorem 2 of the paper; on uniform rankings the uniform policy is the equilibrium, by symmetry the only one",
        [*members, limit],
        None,
        "2.3",
    )


def _uniform(k: int, _m: int) -> Infimum:
    members = [
        _audit("uniform", k, f"unanimous(m={m})", format_rational(1 - Fraction(m - 1, m) ** k)) for m in (10, 100)
    ]
    limit = _sequence(k, "unanimous(m={R})", "uniform", "1 - (1 - 1/R)^k", "0", 1, "1..6")
    return Infimum(Fraction(0), "a rate is never below 0", [*members, limit], None, "2.14")


def _plurality(k: int, _m: int) -> Infimum:
    rates = {m: format_rational(1 - Fraction(m - 2, m - 1) ** k) for m in (11, 101)}
    members = [_audit("plurality", k, f"common-second(m={m})", rate) for m, rate in rates.items()]
    limit = _sequence(k, "common-second(m={R})", "plurality", "1 - (1 - 1/(R-1))^k", "0", 3, "3..8")
    return Infimum(Fraction(0), "a rate is never below 0", [*members, limit], None, "2.14")


INFIMA: dict[str, Callable[[int, int], Infimum]] = {
    "nlhf": _nlhf,
    "borda": _borda,
    "equilibrium": _equilibrium,
    "uniform": _uniform,
    "plurality": _plurality,
}
"""Rule → its infimum for k samples (and m responses)."""


@dataclass(frozen=True)
class Approach:
    """An infimum with what was decided of it.

    Attributes:
        page: every line decided, by question.
        text: the case, which `verifier reproduce` decides again.
        exit_code: 0 if all was certified, 3 if something stayed open or is not as the theory says.
    """

    rule: str
    k: int
    infimum: Infimum
    page: CasePage
    text: str
    exit_code: int


def find_approach(rule: str, k: int, m: int, effort: Effort, command: str) -> Approach:
    """The sequence for ``rule``; written into ``effort.folder``.

    Raises:
        InputError: there is none for this rule, or m is no number of responses it has.
    """
    if rule not in INFIMA:
        raise InputError(f"--rule {rule}: choose one of {', '.join(INFIMA)}")
    if not 1 < m <= len(LETTERS):
        raise InputError(f"--responses {m}: write a number from 2 to {len(LETTERS)}")
    if effort.folder is not None:
        begin_folder(effort.folder)
    infimum = INFIMA[rule](k, m)
    which = f" of {m} responses" if rule == "borda" else ""
    about = {
        "theory": infimum.theory,
        "title": f"The infimum of {rule} with k = {k}",
        "statement": f"Over all populations{which} the win rate of {rule} with k = {k} comes as near to "
        f"{format_rational(infimum.value)} as one likes.",
        "source": command,
        "text": f"No population has less: {infimum.bound}.",
    }
    text = case_text(about, None, infimum.questions)
    if infimum.family is not None:
        head, _, rest = text.partition("\n\n")
        text = f"{head}\n\n{infimum.family}\n{rest}"
    case = parse_case(text, effort.folder or Path())
    rows, files, wrong = [], Tree(), False
    for question in case.questions:
        effort.progress(question.name)
        answer = question.decide(effort)
        wrong |= bool(answer.differences) or any(line.verdict is Word.UNDECIDED for line in answer.lines)
        rows.append(QuestionRow(question.name, answer.lines, tuple(sorted(answer.files)), not answer.differences))
        files |= {f"{question.name}/{name}": content for name, content in answer.files.items()}
    page = case.page(rows)
    if effort.folder is not None:
        wanted = {FILE: text.encode(), **files}
        sync_tree(effort.folder, {}, wanted)
        settle_folder(effort.folder, wanted)
    return Approach(rule, k, infimum, page, text, OPEN if wrong else FOUND)


def _audit(rule: str, k: int, gallery: str, value: str | None) -> tuple[str, dict[str, str]]:
    name = gallery.replace("(", "-").replace(")", "").replace("=", "-").replace("/", "-").replace(", ", "-")
    keys = {"name": name, "policy": f"rule:{rule}", "k": str(k), "gallery": gallery, "rate": "0"}
    keys["verdicts"] = "certified"
    if value is not None:
        keys["values"] = _sum(value)
    return "audit", keys


def _sum(text: str) -> str:
    return format_rational(sum((Fraction(part) for part in text.split(" + ")), Fraction(0)))


def _symbolic(rule: str, k: int, rate: str, infimum: str) -> Questions:
    asked = {"rule": rule, "k": str(k), "expected": Word.CERTIFIED.value}
    return [
        ("symbolic", {"name": "rate", "claim": f"win rate = {rate}", **asked}),
        ("symbolic", {"name": "infimum", "claim": f"infimum = {infimum}", "attained": False, **asked}),
    ]


def _sequence(
    k: int, population: str, value: str, formula: str, limit: str, first: int, checked: str
) -> tuple[str, dict[str, str]]:
    return "sequence", {
        "name": "limit",
        "population": population,
        "value": value,
        "k": str(k),
        "from": str(first),
        "formula": formula,
        "checked": checked,
        "relation": ">",
        "limit": limit,
        "expected": f"{Word.CERTIFIED.value} for R = {checked}",
    }
