r"""Reports as LaTeX: definitions for the preamble of a paper, each with a comment that names its certificate.

Nothing is typeset where the file is read. ``\verifierNlhfKThreeRate`` is a number, ``\verifierNlhfTable`` a table made
of such numbers, ``\verifierNlhfCaption`` a sentence for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from verifier.certificates.text import notation
from verifier.game.ties import CONVENTIONS, Ties
from verifier.preferences.names import printable
from verifier.preferences.quotation import OwnWord, called, quoted
from verifier.report.finding import Report
from verifier.report.headline import best_under, divided, samples_line, scope_line, verdict_line
from verifier.report.latex.macros import CODE, Row, names, said_by
from verifier.report.latex.names import Place
from verifier.report.latex.text import breakable, escape

FORMAT = "verifier-latex/2"

BARE = "verifier-latex/1"
"""The format before names were quoted: its files are still compared with their certificates."""

LONGEST_SENTENCE = 20_000

TABLE, CAPTION = "Table", "Caption"

_HEADING = r"""$k$ & win rate & exact & promised & verdict & opponent \\ \hline"""
_COLUMNS = r"@{}rllllp{0.2\linewidth}@{}"
_CELLS = ("RateDecimal", "Rate", "Promised", "Verdict", "Opponent")
_MISSING = "{-}{-}"


def render_latex(report: Report) -> str:
    r"""``report`` as definitions of macros, to be read with ``\input`` in the preamble; ASCII only."""
    numbers, tables = said_by(report), _tables(report)
    of_tables = [(place, says) for place in tables for says in (TABLE, CAPTION)]
    known = names([*numbers, *of_tables], report.prefix)
    lines = [
        f"% {FORMAT}: `verifier paper check` compares every macro that a paper uses with its certificate.",
        f"% source: {json.dumps(report.source)}",
        f"% prefix: {report.prefix}",
        f"% people: {people_of(report)}",
        f"% population in every certificate: sha256 {population_hash(notation(report.population).population_block)}",
        f"% {verdict_line(report)} {scope_line(report)}",
        *(f"% {line}" for line in _divided(report)),
        r"\providecommand{\verifierchar}[1]{\texttt{U+#1}}% a character that pdfLaTeX has no sign for",
    ]
    told: set[str] = set()
    for finding in report.findings:
        if finding.certificate is not None and finding.certificate not in told:
            told.add(finding.certificate)
            lines.append(f"% {finding.certificate}: {stated(finding.sentence)}")
        for row, (text, certificate) in numbers.items():
            if certificate is not None and certificate == finding.certificate:
                lines.append(definition(known[row], text, row, certificate=certificate))
    for finding in report.findings:
        if finding.claim == "samples-for" and finding.looked is not None:
            told_of = printable(samples_line(finding)).encode("ascii", "backslashreplace").decode()
            lines.append(f"% no macro, since no single certificate proves it: {told_of}")
    unkept = [row for row, (_, certificate) in numbers.items() if certificate is None]
    if unkept:
        lines.append("% No certificate was kept for these: --out DIR keeps them.")
        lines += [definition(known[row], numbers[row][0], row, certificate=None) for row in unkept]
    for place, (ks, formula, ties) in tables.items():
        body = table(ks, known.get, place)
        lines.append(definition(known[place, TABLE], body, (place, TABLE)))
        told_of = caption(place, report.source, people_of(report), formula, best_under(ties))
        lines.append(
            definition(
                known[place, CAPTION],
                told_of,
                (place, CAPTION),
                formula=formula,
                **({"best_under": ties} if ties else {}),
            )
        )
    return "\n".join([*lines, ""])


def _divided(report: Report) -> Iterator[str]:
    """Which weights were divided by their sum, each on a line."""
    if report.population.divided_by is not None:
        yield f"users: {divided(report.population.divided_by)}"
    for entry in report.policies:
        if entry.policy.divided_by is not None:
            yield f"{json.dumps(entry.label)}: {divided(entry.policy.divided_by)}"


def stated(sentence: str) -> str:
    """What a certificate proves, as comments say it: whole, or where it is very long by its hash.

    TeX reads no line of more than 200000 characters.
    """
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return f"a sentence with sha256 {hashlib.sha256(sentence.encode()).hexdigest()}"


def definition(name: str, text: str, row: Row, **more: str | None) -> str:
    """The definition of one macro, with what is to be known for its check in a comment."""
    place, says = row
    about = {key: getattr(place, key) for key in ("policy", "against") if getattr(place, key) is not None}
    own = [key for key, label in about.items() if isinstance(label, OwnWord)]
    if says in {TABLE, CAPTION}:
        about |= {"l": place.l, "ties": place.ties}
    if says == CAPTION and own:
        about |= {"own": own}
    return f"\\newcommand{{\\{name}}}{{{text}}}% {json.dumps({'says': says, **about, **more})}"


def population_hash(block: str) -> str:
    """The hash of a certificate's lines on its population, which are the same in all certificates of a report."""
    return hashlib.sha256(block.encode("ascii")).hexdigest()


def people_of(report: Report) -> str:
    """Who is meant, in the words of the certificates' sentences: ``3 voters and 3 responses, all ranked``."""
    population = report.population
    voters = population.voters
    who = f"shares in 1/{population.total}" if voters is None else f"{voters} voters"
    return f"{who} and {len(population.responses)} responses, {population.unranked_ones}"


def table(ks: Iterable[int], name_of: Callable[[Row], str | None], place: Place) -> str:
    """A ``tabular`` whose cells are macros: a row for each k, dashes where nothing is certified."""
    rows = []
    for k in ks:
        cells = [str(k)]
        for says in _CELLS:
            at = replace(place, k=k)
            name = name_of((at, f"{says}Short")) or name_of((at, says))
            cells.append(
                _MISSING if name is None and says != "Verdict" else "undecided" if name is None else f"\\{name}"
            )
        # \tabularnewline, since \raggedright takes \\ for itself
        rows.append(" & ".join([*cells[:-1], rf"\raggedright {cells[-1]}"]) + r" \tabularnewline")
    return "\n".join([f"%\n\\begin{{tabular}}{{{_COLUMNS}}}", _HEADING, *rows, r"\end{tabular}"])


def caption(place: Place, source: str, people: str, formula: str, made: str = "", *, bare: bool = False) -> str:
    """A sentence to stand under the table; names in it are quoted, unless they are to be ``bare`` as in `BARE`.

    ``made`` says under which ties the policy is the best, where these are others (`best_under`).
    """

    def named(label: str) -> str:
        return breakable(printable(label) if bare else called(label), CODE)

    ties: Ties = place.ties or "model"  # type: ignore[assignment]  # findings name conventions
    if place.against is not None:
        against = f"one sample of {named(place.against)}"
    else:
        shown = "1 response" if place.l == 1 else f"up to {place.l} responses"
        against = f"every opponent that shows {shown}"
    where = breakable(printable(source) if bare else quoted(source), CODE)
    return (
        f"Win rates of $k$ samples of {named(place.policy or '')}{made} on {where} ({people}) against {against}; "
        f"{CONVENTIONS[ties].who}; promised: {escape(formula)}. Certified about these users, not about the people they "
        "were drawn from."
    )


def _tables(report: Report) -> dict[Place, tuple[list[int], str, str | None]]:
    """What each table is about → its numbers of samples, the formula that was promised, and `Finding.best_under`."""
    tables: dict[Place, tuple[list[int], str, str | None]] = {}
    for each in report.findings:
        if each.claim in {"robust", "win-rate"} and each.k is not None:
            place = Place(each.policy, each.against, l=each.l, ties=each.ties)
            tables.setdefault(place, ([], each.formula or "", each.best_under))[0].append(each.k)
    return tables
