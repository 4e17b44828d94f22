"""The book of cases as pages: statement → verdict → certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from verifier.lab.book.pages.line import Line
from verifier.report.finding import Word
from verifier.report.formats.markdown import escape
from verifier.report.sentence import shortened, unranked

TITLES: Mapping[str, str] = {
    "1": "The model, and who gets a tie",
    "2.1": "No method guarantees more than k/(k+1)",
    "2.2": "Property 1",
    "2.3": "Symmetric equilibria are robust at k/(k+1)",
    "2.4": "NLHF collapses",
    "2.5": "RLHF",
    "2.6": "The equilibrium problem is monotone",
    "2.7": "Self-play",
    "2.8": "The best product policy",
    "2.9": "Opponents with several outputs",
    "2.10": "All k at once",
    "2.11": "Winning sets",
    "2.12": "Plackett-Luce users",
    "2.13": "Worst populations",
    "2.14": "Rules that guarantee nothing",
    "4": "Numbers of the literature",
}
"""The items of docs/THEORY.md, by number: the headings of the book of cases."""

MADE_BY = "Made by `verifier reproduce`"
"""Stands on every page, and is how `verifier reproduce` knows a folder that it may rewrite."""


def item_title(theory: str) -> str:
    """The title of an item such as ``2.4``; empty for one that is not there.

    >>> item_title("2.5")
    'RLHF'
    """
    return TITLES.get(theory, "")


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
    """A case with its answers.

    Attributes:
        theory: the item of docs/THEORY.md it belongs to.
        people: whom it is about, in words; empty if every question says so itself.
    """

    name: str
    theory: str
    title: str
    statement: str
    source: str
    text: str
    rows: tuple[QuestionRow, ...]
    people: str = ""


def render_index(pages: Sequence[CasePage]) -> str:
    """The page that links every statement to its verdicts and certificates, as Markdown, item by item."""
    lines = [
        "# The book of cases",
        "",
        f"{MADE_BY} from the cases; running it again gives the same bytes. Items are those of the",
        "[theory](../docs/THEORY.md). A case is one statement; its page says where it comes from, what is supposed,",
        "and everything that was decided, each thing with its certificate or with the reason why it has none.",
        'What is "refuted" or "undecided" here is so because the case expects it: a promise that is broken, or a claim',
        "made to fail. A certificate is checked again by `verifier check` and its name.",
    ]
    for theory, cases in groupby(pages, key=lambda page: page.theory):
        lines += ["", f"## {theory} {escape(item_title(theory))}".rstrip(), ""]
        lines += ["| case | statement | verdicts | certificates |", "| --- | --- | --- | --- |"]
        lines += [_index_row(page) for page in cases]
    return "\n".join(lines) + "\n"


def _index_row(page: CasePage) -> str:
    case = f"[{escape(page.title)}]({page.name}/README.md)"
    read = dict.fromkeys(unranked(line.sentence) for row in page.rows for line in row.lines)
    about = "; ".join(each for each in read if each)
    statement = f"{page.statement.removesuffix('.')} ({about})." if about else page.statement
    return f"| {case} | {escape(statement)} | {_verdicts(page.rows)} | {_certificates(page.rows)} |"


def render_case(page: CasePage) -> str:
    """The page of one case: what it says, and everything that was decided, as Markdown."""
    lines = [f"# {escape(page.title)}", "", f"**{escape(page.statement)}**", "", escape(page.text), ""]
    lines += [f"Source: {escape(page.source)}.", ""]
    if page.people:
        lines += [f"Population: {escape(page.people)}.", ""]
    item = f"{page.theory} {escape(item_title(page.theory))}".rstrip()
    lines += [f"Item [{item}](../../docs/THEORY.md). {MADE_BY}; see [all cases](../README.md)."]
    if len(page.rows) > 1:
        lines += ["", "| question | verdicts | certificates |", "| --- | --- | --- |"]
        lines += [f"| [{row.name}](#{row.name}) | {_verdicts([row])} | {_certificates([row])} |" for row in page.rows]
    for row in page.rows:
        lines += ["", f"## {escape(row.name)}", ""]
        shown = [name for name in row.files if name.endswith((".svg", ".md", ".csv", ".tex"))]
        lines += [f"![{escape(name)}]({row.name}/{name})\n" for name in shown if name.endswith(".svg")]
        if shown:
            lines += [", ".join(f"[{escape(name)}]({row.name}/{name})" for name in shown), ""]
        lines += ["| what was decided | verdict | certificate |", "| --- | --- | --- |"]
        for line in row.lines:
            lines.append(f"| {escape(shortened(line.sentence))} | {line.verdict.value} | {_proof(line, row.name)} |")
    return "\n".join(lines) + "\n"


def _proof(line: Line, question: str) -> str:
    """The certificate of a line, or those on which it rests, as links; else why there is none."""
    names = line.certificates if line.certificate is None else (line.certificate,)
    links = ", ".join(f"[{escape(name)}]({question}/{name})" for name in names)
    return f"rests on {links}" if line.certificate is None and names else links or escape(line.note or "none")


def _verdicts(rows: Iterable[QuestionRow]) -> str:
    rows = tuple(rows)
    counts = Counter(line.verdict for row in rows for line in row.lines)
    said = ", ".join(f"{counts[word]} {word.value}" for word in Word if counts[word])
    return said if all(row.as_expected for row in rows) else f"**not as expected**: {said}"


def _certificates(rows: Iterable[QuestionRow]) -> str:
    """How many of the lines have one, or rest on several."""
    having = [line.certificate is not None or line.certificates != () for row in rows for line in row.lines]
    if all(having):
        return "all"
    return f"{sum(having)}; {having.count(False)} without" if any(having) else "none"
