"""The book of cases as pages of HTML: an index, and for every case a page that re-checks its certificates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verifier.lab.book.pages.index import CasePage, QuestionRow
from verifier.preferences.names import printable
from verifier.report.finding import Word
from verifier.report.pages.page import embedded, template

MOST_EMBEDDED = 16_000_000
"""So many characters of certificates are held by one page at most; the others stay in files."""


def render_book(
    pages: Sequence[CasePage], files: Mapping[str, bytes], checker: str, sha256: str
) -> Iterator[tuple[str, str]]:
    """File name → page, for the index and every case; ``files`` holds what the questions made, by path."""
    yield "index.html", _index(pages)
    for page in pages:
        yield f"{page.name}.html", _case(page, files, checker, sha256)


def _index(pages: Sequence[CasePage]) -> str:
    rows = [
        {
            "theory": page.theory,
            "name": page.name,
            "title": printable(page.title),
            "statement": printable(page.statement),
            "verdicts": _verdicts(page),
            "as_expected": all(row.as_expected for row in page.rows),
            "certificates": len(
                {(row.name, line.certificate) for row in page.rows for line in row.lines if line.certificate}
            ),
        }
        for page in pages
    ]
    return template("index.html").render(title="The book of cases", pages=rows, cases=len(rows), certificates=[])


def _case(page: CasePage, files: Mapping[str, bytes], checker: str, sha256: str) -> str:
    certificates: dict[tuple[str, str], str] = {}
    left = MOST_EMBEDDED
    for question, name in _named(page):
        file = files.get(f"{page.name}/{question}/{name}")
        if file is None:  # a question of the case was an error, and its files were left as they are
            continue
        text = file.decode("ascii")
        left -= len(text)
        if left >= 0:
            certificates[question, name] = text
    places = {key: place for place, key in enumerate(certificates)}
    shown: set[int] = set()
    return template("case.html").render(
        title=printable(page.title),
        page=page,
        word="certified" if all(row.as_expected for row in page.rows) else "refuted",
        rows=[_row(page, row, places, shown, files) for row in page.rows],
        certificates=[{"name": f"{question}/{name}"} for question, name in certificates],
        embedded=embedded(list(certificates.values())),
        checker=checker,
        sha256=sha256,
    )


def _named(page: CasePage) -> list[tuple[str, str]]:
    """The certificates that lines of the page name, each once, as (question, file name)."""
    named = [(row.name, line.certificate) for row in page.rows for line in row.lines]
    return list(dict.fromkeys((question, name) for question, name in named if name is not None))


def _row(
    page: CasePage,
    row: QuestionRow,
    places: Mapping[tuple[str, str], int],
    shown: set[int],
    files: Mapping[str, bytes],
) -> dict[str, Any]:
    lines = []
    for line in row.lines:
        place = places.get((row.name, line.certificate or ""))
        first = place is not None and place not in shown
        shown |= set() if place is None else {place}
        proof = line.certificate or line.note or "none"
        lines.append(
            {
                "sentence": printable(line.sentence),
                "verdict": line.verdict.value,
                "proof": printable(proof),
                "place": place if first else None,
            }
        )
    plots = [
        _own_ids(files[f"{page.name}/{row.name}/{name}"].decode(), f"{row.name}-{i}-")
        for i, name in enumerate(row.files)
        if name.endswith(".svg") and f"{page.name}/{row.name}/{name}" in files
    ]
    return {"name": row.name, "as_expected": row.as_expected, "lines": lines, "plots": plots}


def _own_ids(svg: str, prefix: str) -> str:
    """``svg`` with ids that no other plot of the page has."""
    for old, new in (
        ('id="title"', f'id="{prefix}title"'),
        ('id="description"', f'id="{prefix}description"'),
        ('"title description"', f'"{prefix}title {prefix}description"'),
    ):
        svg = svg.replace(old, new, 1)
    return svg


def _verdicts(page: CasePage) -> str:
    counts = Counter(line.verdict for row in page.rows for line in row.lines)
    return ", ".join(f"{counts[word]} {word.value}" for word in Word if counts[word])
