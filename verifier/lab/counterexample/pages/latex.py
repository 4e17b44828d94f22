"""Populations as a paper prints them: one column for each ranking, the voters on top."""

from __future__ import annotations

from verifier.exact.rational import format_rational
from verifier.preferences.names import printable
from verifier.preferences.population import Population
from verifier.preferences.quotation import quoted
from verifier.report.latex.text import escape


def comment(text: str) -> str:
    r"""``text`` as a comment, each of its lines.

    >>> print(comment("a\nb"))
    % a
    % b
    """
    return "\n".join(f"% {printable(line)}" for line in text.splitlines() or [""])


def profile_columns(population: Population) -> list[tuple[str, list[str]]]:
    """For each ranking as read: its voters, or its share, and its classes from best to worst; most voters first."""
    from fractions import Fraction

    rankings, weights = population.read
    columns = []
    for ranking, weight in sorted(zip(rankings, weights, strict=True), key=lambda each: (-each[1], each[0])):
        share = weight if population.counted else Fraction(weight, population.total)
        classes = [" = ".join(quoted(population.responses[y]) for y in group) for group in ranking]
        columns.append((format_rational(share), classes))
    return columns


def profile_latex(population: Population) -> str:
    """The table of ``population`` as a LaTeX ``tabular``; shares and counts are in math mode."""
    columns = profile_columns(population)
    depth = max(len(classes) for _, classes in columns)
    tops = [f"${top}$" if "/" not in top else "$\\frac{%s}{%s}$" % tuple(top.split("/")) for top, _ in columns]  # noqa: UP031  # braces
    rows = [
        " & ".join(escape(classes[i]).replace(" = ", " $=$ ") if i < len(classes) else "" for _, classes in columns)
        for i in range(depth)
    ]
    body = " \\\\\n".join(rows)
    return f"\\begin{{tabular}}{{{'c' * len(columns)}}}\n{' & '.join(tops)} \\\\ \\hline\n{body}\n\\end{{tabular}}\n"
