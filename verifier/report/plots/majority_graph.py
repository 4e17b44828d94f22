"""The majorities as a picture: responses on a circle, arrows from winners to losers; the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import cos, isqrt, pi, sin

from verifier.exact.rational import format_rational
from verifier.preferences.bidi import isolated_svg
from verifier.preferences.names import printable
from verifier.preferences.quotation import quoted
from verifier.report.number import decimal

MOST_RESPONSES = 8
"""Beyond it the arrows' numbers have no room beside one another."""

_UNIT = 100
"""Coordinates are whole hundredths of a pixel, so that no float's last bits are in them."""

_RADIUS, _NODE, _LETTER, _HEIGHT, _EDGE = 150 * _UNIT, 14 * _UNIT, 7 * _UNIT, 14 * _UNIT, 4 * _UNIT
_LONGEST_NAME, _LONGEST_FRACTION = 8, 5
_CLEAR = 20 * _UNIT
"""A number this far from every other arrow is far enough."""

_PLACES = tuple(Fraction(n, 40) for n in (20, 18, 22, 16, 24, 14, 26, 13, 27, 12, 28, 11, 29, 10, 30, 9, 31, 8, 32))
"""Where on its arrow a number may stand, the best first."""


@dataclass(frozen=True)
class _Point:
    x: int
    y: int


@dataclass(frozen=True)
class _Arrow:
    """A pair of responses; ``margin`` ≥ 0 is that of ``start`` over ``end``, 0 a tie."""

    start: int
    end: int
    margin: Fraction


def render_majority_graph(names: Sequence[str], margins: Sequence[Sequence[Fraction]]) -> str:
    """The graph of 2 to 8 responses as SVG, empty for other numbers of them.

    Args:
        names: the responses; where all are short they stand at the circle, else their numbers stand for them.
        margins: skew-symmetric; ``margins[y][z]`` = P[y > z] − P[z > y].
    """
    from rich.cells import cell_len

    m = len(names)
    if not 1 < m <= MOST_RESPONSES:
        return ""
    shown = [printable(name) for name in names]
    longest = max(map(cell_len, shown))
    named = longest <= _LONGEST_NAME
    beside = _EDGE + longest * _LETTER if named else 0
    width, height = 2 * (_RADIUS + _NODE + _EDGE + beside), 2 * (_RADIUS + _NODE + _EDGE)
    points = [_point(i, m, width // 2, height // 2) for i in range(m)]
    arrows = [
        _Arrow(y, z, margins[y][z]) if margins[y][z] >= 0 else _Arrow(z, y, margins[z][y])
        for y, z in combinations(range(m), 2)
    ]
    told = [quoted(name) for name in names] if named else [str(i + 1) for i in range(m)]
    labels, said = _labels(arrows), "; ".join(_said(arrow, told) for arrow in arrows)
    lines = [
        f'<svg {_KIND} viewBox="0 0 {_at(width)} {_at(height)}">',
        '<title id="graph-title">The majorities as a graph</title>',
        f'<desc id="graph-description">{isolated_svg(said, _inside(told))}.</desc>',
        _STYLE,
        _HEAD,
    ]
    lines += [_line(arrow, points, [quoted(name) for name in names]) for arrow in arrows]
    for label, place in zip(labels, _places(arrows, points, labels), strict=True):
        lines += _number(label, place)
    for i, point in enumerate(points):
        lines += _node(i, point, shown[i], width // 2 if named else None)
    return "\n".join([*lines, "</svg>", ""])


def majority_caption(margins: Sequence[Sequence[Fraction]]) -> str:
    """What the picture shows, in words."""
    unit = "" if _fractions(margin for row in margins for margin in row) else ", in percent"
    return (
        "An arrow points from the response that more users prefer to the one that fewer prefer. Its number is the "
        f"margin: the share of users that prefers the one, less the share that prefers the other{unit}. A dashed "
        "line is a tie. The numbers in the rings are those of the table."
    )


def _point(i: int, m: int, x: int, y: int) -> _Point:
    """The place of response i: the first on top, the others clockwise; sine and cosine are rounded at once."""
    across, up = (round(_RADIUS * turn(2 * pi * i / m)) for turn in (sin, cos))
    return _Point(x + across, y - up)


def _labels(arrows: Sequence[_Arrow]) -> list[str]:
    """Margins as exact fractions where all are short, else in percent; ties as =."""
    written = format_rational if _fractions(arrow.margin for arrow in arrows) else _percent
    return [written(arrow.margin) if arrow.margin else "=" for arrow in arrows]


def _fractions(margins: Iterable[Fraction]) -> bool:
    """Whether all margins are short as fractions."""
    return all(len(format_rational(abs(margin))) <= _LONGEST_FRACTION for margin in margins)


def _percent(margin: Fraction) -> str:
    """With one decimal; a majority is never shown as none."""
    return "<0.1" if 0 < 100 * margin < Fraction(1, 10) else decimal(100 * margin, 1)


def _said(arrow: _Arrow, names: Sequence[str]) -> str:
    first, second = names[arrow.start], names[arrow.end]
    if not arrow.margin:
        return f"{first} and {second} are tied"
    return f"{first} beats {second} by {_exact(arrow.margin)}"


def _inside(names: Sequence[str]) -> list[str]:
    """``names`` without their quotes."""
    return [name[1:-1] for name in names]


def _exact(margin: Fraction) -> str:
    percent = f"{_percent(margin)} %"
    text = format_rational(margin)
    return f"{text} ({percent})" if len(text) <= 24 else percent  # noqa: PLR2004  # beyond that nobody reads it


def _line(arrow: _Arrow, points: Sequence[_Point], names: Sequence[str]) -> str:
    """The arrow between the rims of its two responses."""
    start, end = points[arrow.start], points[arrow.end]
    from_x, from_y = _towards(start, end)
    to_x, to_y = _towards(end, start)
    path = f'd="M{_at(from_x)} {_at(from_y)}L{_at(to_x)} {_at(to_y)}"'
    kind = f'class="beats" marker-end="url(#graph-head)" {path}' if arrow.margin else f'class="ties" {path}'
    return f"<path {kind}><title>{isolated_svg(_said(arrow, names), _inside(names))}</title></path>"


def _towards(start: _Point, end: _Point) -> tuple[int, int]:
    """The point on the rim of ``start`` that is nearest to ``end``."""
    across, down = end.x - start.x, end.y - start.y
    length = isqrt(across * across + down * down)
    return start.x + across * _NODE // length, start.y + down * _NODE // length


def _places(arrows: Sequence[_Arrow], points: Sequence[_Point], labels: Sequence[str]) -> list[_Point]:
    """Where each number stands: on its arrow, over no other number, and as far from other arrows as is needed."""
    taken: list[tuple[_Point, str]] = []
    for i, (arrow, label) in enumerate(zip(arrows, labels, strict=True)):
        others = [each for j, each in enumerate(arrows) if j != i]
        on_arrow = [_between(points[arrow.start], points[arrow.end], t) for t in _PLACES]
        free = [place for place in on_arrow if not any(_overlap(place, label, *each) for each in taken)]
        best = max(
            free or on_arrow, key=lambda place: min([_CLEAR, *(_distance(place, each, points) for each in others)])
        )
        taken.append((best, label))
    return [place for place, _ in taken]


def _between(start: _Point, end: _Point, t: Fraction) -> _Point:
    return _Point(
        start.x + (end.x - start.x) * t.numerator // t.denominator,
        start.y + (end.y - start.y) * t.numerator // t.denominator,
    )


def _overlap(place: _Point, label: str, other: _Point, beside: str) -> bool:
    """Whether two numbers would touch."""
    near = (len(label) + len(beside)) * _LETTER // 2 + _EDGE
    return abs(place.x - other.x) < near and abs(place.y - other.y) < _HEIGHT


def _distance(place: _Point, arrow: _Arrow, points: Sequence[_Point]) -> int:
    """How far ``place`` is from the line of ``arrow``."""
    start, end = points[arrow.start], points[arrow.end]
    across, down = end.x - start.x, end.y - start.y
    return abs(across * (place.y - start.y) - down * (place.x - start.x)) // isqrt(across * across + down * down)


def _number(label: str, place: _Point) -> Iterator[str]:
    half = len(label) * _LETTER // 2 + _UNIT
    yield (
        f'<rect class="under" x="{_at(place.x - half)}" y="{_at(place.y - _HEIGHT // 2)}" '
        f'width="{_at(2 * half)}" height="{_at(_HEIGHT)}"/>'
    )
    yield f'<text x="{_at(place.x)}" y="{_at(place.y + _EDGE)}">{isolated_svg(label)}</text>'


def _node(i: int, point: _Point, name: str, middle: int | None) -> Iterator[str]:
    """A response: its number in a ring, and its name on the outer side where ``middle`` tells which side that is."""
    yield (
        f'<circle class="ring" cx="{_at(point.x)}" cy="{_at(point.y)}" r="{_at(_NODE)}">'
        f"<title>{isolated_svg(name, [name])}</title></circle>"
    )
    yield f'<text class="key" x="{_at(point.x)}" y="{_at(point.y + _EDGE)}">{i + 1}</text>'
    if middle is not None:
        left = point.x < middle - _UNIT
        x = point.x + (-1 if left else 1) * (_NODE + _EDGE)
        where = f'class="{"end" if left else "start"}" x="{_at(x)}" y="{_at(point.y + _EDGE)}"'
        yield f"<text {where}>{isolated_svg(name, [name])}</text>"


def _at(value: int) -> str:
    """A coordinate with two decimals at most."""
    return decimal(Fraction(value, _UNIT), 2).rstrip("0").rstrip(".")


_KIND = 'xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-labelledby="graph-title graph-description"'

_HEAD = (
    '<marker id="graph-head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L10 5L0 10z"/></marker>'
)

_STYLE = """<style>
.graph{font:12px system-ui,-apple-system,"Segoe UI",sans-serif}
.graph text{text-anchor:middle;fill:var(--ink);unicode-bidi:plaintext}
.graph .start{text-anchor:start}.graph .end{text-anchor:end}.graph .key{font-weight:600}
.graph .beats,.graph .ties{fill:none;stroke:var(--accent);stroke-width:1.5}
.graph .ties{stroke:var(--soft);stroke-dasharray:5 4}
.graph .head{fill:var(--accent)}.graph .under{fill:var(--page)}
.graph .ring{fill:var(--panel);stroke:var(--ink);stroke-width:1.5}
</style>"""
