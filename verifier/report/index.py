"""The book of cases as pages: statement → verdict → certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.report.finding import Word
from verifier.report.line import Line
from verifier.report.markdown import escape, shortened

REPORT = "report.md"


@dataclass(frozen=True)
class QuestionRow:
    """One question of a case, answered.

    Attributes:
        lines: what was decided.
        files: the names of the files in its folder.
        as_expected: whether the answer is what the case expects.
    """

    name: str
    lines: tuple[Line, ...]
    files: tuple[str, ...]
    as_expected: bool


@dataclass(frozen=True)
class CasePage:
    """A case with its answers; ``theory`` is the item of docs/THEORY.md it belongs to."""

    name: str
    theory: str
    title: str
    statement: str
    source: str
    text: str
    rows: tuple[QuestionRow, ...]


def render_index(pages: Sequence[CasePage]) -> str:
    """The page that links every statement to its verdicts and certificates, as Markdown."""
    lines = [
        "# The book of cases",
        "",
        "Made by `verifier reproduce` from the cases; running it again gives the same bytes. Items are those of",
        "[the theory](../docs/THEORY.md). A certificate is checked again by `verifier check` and its name.",
        "",
        "| item | statement | decided by | verdicts | certificates |",
        "| --- | --- | --- | --- | --- |",
    ]
    for page in pages:
        statement = f"[{escape(page.title)}]({page.name}/README.md): {escape(page.statement)}"
        for row in page.rows:
            certified = sum(line.certificate is not None for line in row.lines)
            link = f"[{certified}]({page.name}/{row.name})" if certified else "none: see the page"
            asked = f"[{escape(row.name)}]({page.name}/README.md#{row.name})"
            lines.append(f"| {page.theory} | {statement} | {asked} | {_verdicts(row)} | {link} |")
            statement = ""
    return "\n".join(lines) + "\n"


def render_case(page: CasePage) -> str:
    """The page of one case: what it says, and everything that was decided, as Markdown."""
    lines = [f"# {escape(page.title)}", "", f"**{escape(page.statement)}**", "", escape(page.text), ""]
    lines += [f"Source: {escape(page.source)}. Item {page.theory} of [the theory](../../docs/THEORY.md)."]
    for row in page.rows:
        lines += ["", f"## {escape(row.name)}", ""]
        shown = [name for name in row.files if name.endswith((".svg", ".md", ".csv", ".tex"))]
        lines += [f"![{escape(name)}]({row.name}/{name})\n" for name in shown if name.endswith(".svg")]
        if shown:
            lines += [", ".join(f"[{escape(name)}]({row.name}/{name})" for name in shown), ""]
        lines += ["| what was decided | verdict | certificate |", "| --- | --- | --- |"]
        for line in row.lines:
            said, proof = line.sentence, escape(line.note or "none")
            if line.certificate is not None:
                said, proof = shortened(said), f"[{escape(line.certificate)}]({row.name}/{line.certificate})"
            lines.append(f"| {escape(said)} | {line.verdict.value} | {proof} |")
    return "\n".join(lines) + "\n"


def _verdicts(row: QuestionRow) -> str:
    counts = Counter(line.verdict for line in row.lines)
    said = ", ".join(f"{counts[word]} {word.value}" for word in Word if counts[word])
    return said if row.as_expected else f"**not as expected**: {said}"
