"""One audit as one self-contained page: it needs no network, and re-checks its certificates itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from verifier.game.margins import margins, supports
from verifier.preferences.names import printable
from verifier.preferences.policy import Lottery
from verifier.preferences.population import Population
from verifier.preferences.quotation import called, listed, quoted
from verifier.preferences.ranking import Ranking
from verifier.report import headline
from verifier.report.finding import Finding, PolicyEntry, Report, Word
from verifier.report.headline import made_under
from verifier.report.number import decimal, readable, short_fraction
from verifier.report.opposition import Opposition, opposed, opposition
from verifier.report.pages.page import embedded, template
from verifier.report.plots.majority_graph import MOST_RESPONSES, majority_caption, render_majority_graph
from verifier.report.plots.plot import render_svg
from verifier.report.plots.rates import rates_plots
from verifier.report.table import COLUMNS, CONVERGENCE, convergence_tables, rate_tables, side_by_side

MOST_MARGINS, MOST_WEIGHTS, MOST_NAMES, MOST_OPPOSITIONS, MOST_USERS = 16, 12, 5, 20, 8


def render_html(report: Report) -> str:
    """``report`` as an HTML page of its own; the same bytes every time."""
    evidence = report.evidence
    certificates = [] if evidence is None else list(_certificates(report))
    promises = opposed(report)
    return template("report.html").render(
        report=report,
        isolated=_names(report),
        source=called(report.source),
        title=f"{called(report.source)}: {headline.verdict_line(report)}",
        headline=headline_sentence(report),
        collapse=[printable(headline.collapse_line(each)) for each in report.findings if _collapses(each)],
        word=_overall(report),
        population=printable(headline.population_line(report)),
        reading=[printable(line) for line in headline.reading_lines(report)],
        facts=[printable(line) for line in (headline.condorcet_line(report), *headline.fact_lines(report))],
        policies=[_policy(entry, report) for entry in report.policies],
        plots=[render_svg(plot, i) for i, plot in enumerate(rates_plots(report), 1)],
        beside=side_by_side(report),
        tables=rate_tables(report),
        columns=COLUMNS,
        convergence=convergence_tables(report),
        convergence_columns=CONVERGENCE,
        oppositions=[_opposition(opposition(report, *each), report.population) for each in promises[:MOST_OPPOSITIONS]],
        more_oppositions=max(0, len(promises) - MOST_OPPOSITIONS),
        margins=_margins(report),
        graph=graph_of(report),
        most_graph=MOST_RESPONSES,
        most_margins=MOST_MARGINS,
        names=[*map(quoted, report.population.responses)],
        undecided=[printable(line) for line in headline.undecided_lines(report)],
        verdict=headline.verdict_line(report),
        scope=headline.scope_line(report),
        certificates=certificates,
        elsewhere=sum(_has_certificate(each) for each in report.findings) - len(certificates),
        embedded=embedded([each["text"] for each in certificates]),
        checker="" if evidence is None else evidence.checker,
        sha256="" if evidence is None else evidence.sha256,
    )


def _has_certificate(finding: Finding) -> bool:
    """Whether it has one of its own: decided, and not by what is certified of several k."""
    return finding.verdict is not Word.UNDECIDED and finding.looked is None


def _names(report: Report) -> list[str]:
    """The names that users gave, as they stand between quotes, and as drawings show them."""
    opponents = [each.against for each in report.findings if each.against is not None]
    given = [report.source, *report.population.responses, *(each.label for each in report.policies), *opponents]
    return [shown for name in given for shown in dict.fromkeys((quoted(name)[1:-1], printable(name)))]


def headline_sentence(report: Report) -> str:
    """The verdict in a sentence, with the first promise that is broken and by whom."""
    broken = next((each for each in report.promises if each.verdict is Word.REFUTED), None)
    counted = headline.verdict_line(report)
    if broken is None or broken.rate is None:
        return printable(counted)
    won = broken.value if broken.value is not None else broken.upper
    rate = "less" if won is None else f"{decimal(won)} = {short_fraction(won)}"
    who = listed(broken.opponent or ()) or (called(broken.against) if broken.against else "the opponent")
    k = "" if broken.k is None else f" with k = {broken.k}"
    promised = short_fraction(broken.rate)
    return f"{counted} {called(broken.policy)}{k} wins with rate {rate} against {who}, not with {promised}."


def _collapses(finding: Finding) -> bool:
    return finding.claim == "collapse" and finding.verdict is Word.CERTIFIED


def graph_of(report: Report) -> tuple[str, str] | None:
    """The majorities as a graph in SVG, and its caption; None where there are too many responses, or one."""
    population = report.population
    if not 1 < len(population.responses) <= MOST_RESPONSES:
        return None
    shares = [[Fraction(int(each), population.total) for each in row] for row in margins(population)]
    return render_majority_graph(population.responses, shares), majority_caption(shares)


def _overall(report: Report) -> str:
    words = {each.verdict for each in report.promises or report.findings}
    return next((each.value for each in (Word.REFUTED, Word.UNDECIDED, Word.CERTIFIED) if each in words), "nothing")


def _policy(entry: PolicyEntry, report: Report) -> dict[str, Any]:
    responses = report.population.responses
    if isinstance(entry.policy, Lottery):
        parts = [
            (Fraction(weight, entry.policy.denominator), listed(responses[y] for y in chosen))
            for chosen, weight in zip(entry.policy.sets, entry.policy.weights, strict=True)
        ]
    else:
        parts = [
            (Fraction(entry.policy.numerators[y], entry.policy.denominator), quoted(responses[y]))
            for y in entry.policy.support
        ]
    parts.sort(key=lambda part: -part[0])
    rows = [(readable(weight), decimal(weight, 4), name, float(weight)) for weight, name in parts]
    made = "" if entry.k is None else f", k = {entry.k}" + ("" if entry.l is None else f", l = {entry.l}")
    kind = "set" if isinstance(entry.policy, Lottery) else "response"
    return {
        "label": called(entry.label) + made,
        "note": printable(entry.note or ""),
        "kind": kind,
        "rows": rows[:MOST_WEIGHTS],
        "more": rows[MOST_WEIGHTS:],
    }


def _opposition(each: Opposition, population: Population) -> dict[str, Any]:
    finding = each.finding
    return {
        "policy": f"{called(finding.policy)}{made_under(finding)}",
        "k": finding.k,
        "l": finding.l,
        "verdict": finding.verdict.value,
        "opponent": listed(finding.opponent or ()),
        "users": [
            (
                decimal(Fraction(100 * users.weight, population.total), 2),
                _shortened(users.ranking, population.responses),
                decimal(users.probability, 4),
            )
            for users in each.users[:MOST_USERS]
        ],
        "others": max(0, len(each.users) - MOST_USERS),
        "sometimes": decimal(100 * each.share, 2),
    }


def _shortened(ranking: Ranking, responses: Sequence[str]) -> str:
    """The first names of a ranking, best first."""
    parts: list[str] = []
    for group in ranking:
        for i, y in enumerate(group):
            if len(parts) > MOST_NAMES:
                return "".join(parts) + " …"
            parts.append(("" if not parts else " = " if i else " > ") + quoted(responses[y]))
    return "".join(parts)


def _margins(report: Report) -> list[list[tuple[str, str]]]:
    """For each pair the share that prefers the row's response, in percent, and whether that is a majority."""
    population = report.population
    if len(population.responses) > MOST_MARGINS:
        return []
    support = supports(population)
    rows = []
    for y in range(len(support)):
        row = []
        for z in range(len(support)):
            won, lost = int(support[y, z]), int(support[z, y])
            sign = "self" if y == z else "wins" if won > lost else "loses" if won < lost else "ties"
            row.append((decimal(Fraction(100 * won, population.total), 1), sign))
        rows.append(row)
    return rows


def _certificates(report: Report) -> Iterator[dict[str, str]]:
    held = report.evidence.certificates if report.evidence is not None else ()
    for finding, certificate in zip(report.findings, held, strict=True):
        if certificate is not None:
            name, text = certificate
            yield {
                "name": name,
                "text": text,
                "verdict": finding.verdict.value,
                "sentence": printable(_claim(finding)),
            }


def _claim(finding: Finding) -> str:
    said = finding.sentence
    return said.partition(", ")[2] if said.startswith("over these ") else said
