"""Lines and points as a self-contained SVG, readable on light and on dark pages; the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap
from typing import Literal, TypeAlias
from urllib.parse import quote

from verifier.errors import InputError
from verifier.preferences.bidi import isolated_svg
from verifier.report.number import decimal
from verifier.report.plots.scale import Scale, scale_of

Look: TypeAlias = Literal["line", "promise", "barrier"]
"""A promise is what others are compared with: dashed, without points; a barrier is dotted."""

WIDTH, HEIGHT = 720, 360
"""The size of the whole, and of the part with the axes; titles and legend come on top of that."""

_EDGE, _ROW, _SIZE, _BOLD = 24, 20, 13, 19
_LETTER = Fraction(55, 100)
"""How wide a letter is on average, in parts of its height; on the wide side."""

_COLOURS = (
    ("#0b5cad", "#6cb6ff"),
    ("#b8460e", "#ffa066"),
    ("#1d7a46", "#74d99f"),
    ("#7a3fb0", "#cba6ff"),
    ("#8a6a00", "#e6c84f"),
    ("#b02a63", "#ff8fb8"),
)
"""Each series' colour on light and on dark pages; marks differ in shape too, and where two coincide both are seen."""

_MARKS = ("circle", "square", "triangle", "diamond", "cross", "ring")
_MAX_SERIES = 24
"""Beyond the sixth, series have the same colours with other marks."""


@dataclass(frozen=True)
class Series:
    """Points (x, y) that belong together, what the legend calls them, and what sentences do where that differs."""

    name: str
    points: tuple[tuple[Fraction, Fraction], ...]
    look: Look = "line"
    told: str | None = None


@dataclass(frozen=True, repr=False)
class Plot:
    """What is to be shown; ``description`` says in words what can be seen."""

    title: str
    description: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    log_x: bool = False
    log_y: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be shown.

        Raises:
            InputError: there is no series, one too many, or one without points.
        """
        if not 1 <= len(self.series) <= _MAX_SERIES:
            raise InputError(f"{len(self.series)} series cannot be told apart in one plot; give 1 to {_MAX_SERIES}")
        empty = next((each.name for each in self.series if not each.points), None)
        if empty is not None:
            raise InputError(f"the series {empty!r} has no point")

    def __repr__(self) -> str:
        return f"<Plot: {self.title}. {self.description}>"

    def _repr_html_(self) -> str:
        """How a notebook shows it: as an image, so that its style sheet stays its own."""
        told = f"{self.title}. {self.description}"
        return f'<img alt="{isolated_svg(told)}" src="data:image/svg+xml,{quote(render_svg(self))}">'


def render_svg(plot: Plot, number: int = 1) -> str:
    """``plot`` as SVG text; coordinates have two decimals. ``number`` tells the plots of one page apart."""
    own = "" if number == 1 else f"-{number}"
    points, names = [point for each in plot.series for point in each.points], [each.name for each in plot.series]
    whole = all(x.denominator == 1 for x, _ in points)
    across = scale_of([x for x, _ in points], logarithmic=plot.log_x, whole=whole)
    up = scale_of([y for _, y in points], logarithmic=plot.log_y)
    titles = wrap(plot.title, _letters(WIDTH - 2 * _EDGE, _BOLD))
    legend = [wrap(each.name, _letters(WIDTH - 3 * _EDGE - 56, _SIZE)) for each in plot.series]
    left = _EDGE + 24 + _width(max((tick.label for tick in up.ticks), key=len), _SIZE)
    frame = _Frame(left, 28 + 24 * len(titles), Fraction(WIDTH - _EDGE), Fraction(HEIGHT - 72), across, up)
    bottom = frame.top + frame.height + 64
    height = bottom + _ROW * sum(map(len, legend)) + 12
    size = f'width="{WIDTH}" height="{_at(height)}" viewBox="0 0 {WIDTH} {_at(height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title{own} description{own}">',
        f'<title id="title{own}">{isolated_svg(plot.title)}</title>',
        f'<desc id="description{own}">{isolated_svg(plot.description, names)}</desc>',
        _style(plot),
        f'<rect class="page" width="{WIDTH}" height="{_at(height)}"/>',
    ]
    lines += [
        f'<text class="title" x="{_EDGE}" y="{28 + 24 * i}">{isolated_svg(row)}</text>' for i, row in enumerate(titles)
    ]
    lines += _axes(frame, plot)
    for i, each in enumerate(plot.series):
        lines += _series(frame, each, i, plot)
    row = bottom
    for i, (each, rows) in enumerate(zip(plot.series, legend, strict=True)):
        lines.append(f'<g class="s{i} {_look(plot, i)}">' + _sample(each, i, row) + "</g>")
        for name in rows:
            lines.append(f'<text x="{_EDGE + 56}" y="{_at(row + 4)}">{isolated_svg(name, names)}</text>')
            row += _ROW
    return "\n".join([*lines, "</svg>", ""])


@dataclass(frozen=True)
class _Frame:
    """Where the axes stand, and what they show."""

    left: Fraction
    top: int
    right: Fraction
    height: Fraction
    across: Scale
    up: Scale

    def x(self, value: Fraction) -> Fraction:
        return self.left + self.across.place(value) * (self.right - self.left)

    def y(self, value: Fraction) -> Fraction:
        return self.top + (1 - self.up.place(value)) * self.height


def _axes(frame: _Frame, plot: Plot) -> Iterator[str]:
    bottom = frame.top + frame.height
    for tick in frame.up.ticks:
        y = frame.y(tick.value)
        yield f'<path class="grid" d="M{_at(frame.left)} {_at(y)}H{_at(frame.right)}"/>'
        yield f'<text class="end" x="{_at(frame.left - 8)}" y="{_at(y + 4)}">{tick.label}</text>'
    for tick in frame.across.ticks:
        x = frame.x(tick.value)
        yield f'<path class="axis" d="M{_at(x)} {_at(bottom)}v5"/>'
        yield f'<text class="middle" x="{_at(x)}" y="{_at(bottom + 20)}">{tick.label}</text>'
    yield f'<path class="axis" d="M{_at(frame.left)} {frame.top}V{_at(bottom)}H{_at(frame.right)}"/>'
    centre = (frame.left + frame.right) / 2
    yield f'<text class="middle" x="{_at(centre)}" y="{_at(bottom + 40)}">{isolated_svg(plot.x_label)}</text>'
    middle = _at(frame.top + frame.height / 2)
    yield (
        f'<text class="middle" x="{_EDGE - 6}" y="{middle}" transform="rotate(-90 {_EDGE - 6} {middle})">'
        f"{isolated_svg(plot.y_label)}</text>"
    )


def _series(frame: _Frame, series: Series, i: int, plot: Plot) -> Iterator[str]:
    places = [(frame.x(x), frame.y(y)) for x, y in series.points]
    path = "L".join(f"{_at(x)} {_at(y)}" for x, y in places)
    yield f'<g class="s{i} {_look(plot, i)}">'
    yield f'<path class="line" d="M{path}"/>'
    if series.look == "line":
        for (x, y), (own_x, own_y) in zip(places, series.points, strict=True):
            said = f"{series.told or series.name}: {decimal(own_y)} at {plot.x_label} {_shown(own_x)}"
            yield _mark(_shape(i), x, y, f"<title>{isolated_svg(said, [series.name])}</title>")
    yield "</g>"


def _look(plot: Plot, i: int) -> str:
    """The classes of series i: a promise after the first has other dashes."""
    look = plot.series[i].look
    return f"{look} other" if look == "promise" and any(each.look == look for each in plot.series[:i]) else look


def _sample(series: Series, i: int, y: Fraction) -> str:
    """The line and the mark that stand before a name in the legend."""
    line = f'<path class="line" d="M{_EDGE} {_at(y)}h44"/>'
    return line + (_mark(_shape(i), Fraction(_EDGE + 22), y) if series.look == "line" else "")


def _shape(i: int) -> str:
    """The mark of series i: with its colour no other has it among the first 36."""
    return _MARKS[(i + i // len(_COLOURS)) % len(_MARKS)]


def _mark(kind: str, x: Fraction, y: Fraction, inner: str = "") -> str:
    half = Fraction(9, 2)
    if kind in {"circle", "ring"}:
        shape = f'circle class="{"mark" if kind == "circle" else "open"}" cx="{_at(x)}" cy="{_at(y)}" r="4"'
    else:
        outline = {
            "square": f"M{_at(x - 6)} {_at(y - 6)}h12v12h-12z",
            "triangle": f"M{_at(x)} {_at(y - 4)}l4 7h-8z",
            "diamond": f"M{_at(x)} {_at(y - 6)}l5.5 6l-5.5 6l-5.5-6z",
            "cross": f"M{_at(x - half)} {_at(y - half)}l9 9m0-9l-9 9",
        }[kind]
        shape = f'path class="{"stroke" if kind in {"cross", "square"} else "mark"}" d="{outline}"'
    return f"<{shape}>{inner}</{shape.partition(' ')[0]}>" if inner else f"<{shape}/>"


def _at(value: Fraction | int) -> str:
    """A coordinate: two decimals at most."""
    text = decimal(Fraction(value), 2).rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _shown(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else decimal(value)


def _width(text: str, size: int) -> Fraction:
    return len(text) * size * _LETTER


def _letters(width: int, size: int) -> int:
    """How many letters fit."""
    return int(width / (size * _LETTER))


def _colours(count: int, page: str, ink: str, faint: str, scheme: int) -> str:
    """The rules of one colour scheme; without variables, which converters to PDF and PNG do not know."""
    rules = [
        f".page,.open{{fill:{page}}}text{{fill:{ink}}}.grid{{stroke:{faint}}}.axis{{stroke:{ink}}}",
        *(
            f".s{i} .line,.s{i} .open,.s{i} .stroke{{stroke:{pair[scheme]}}}.s{i} .mark{{fill:{pair[scheme]}}}"
            for i in range(max(count, len(_COLOURS)))
            for pair in [_COLOURS[i % len(_COLOURS)]]
        ),
        f".promise .line,.barrier .line{{stroke:{ink}}}",
    ]
    return "\n".join(rules)


def _style(plot: Plot) -> str:
    """The style sheet, with rules for what there is."""
    count, looks = len(plot.series), [each.look for each in plot.series]
    other = "\n.other .line{stroke-dasharray:12 4 2 4}" if looks.count("promise") > 1 else ""
    return f"""<style>
svg{{font:{_SIZE}px system-ui,-apple-system,"Segoe UI",sans-serif}}
.title{{font-size:17px;font-weight:600}}
.middle{{text-anchor:middle}}
.end{{text-anchor:end}}
.grid,.axis,.line,.stroke{{fill:none}}
.line,.open,.stroke{{stroke-width:2}}
.promise .line{{stroke-dasharray:6 4}}
.barrier .line{{stroke-dasharray:2 4}}{other}
{_colours(count, "#fff", "#1f2328", "#d8dde3", 0)}
@media (prefers-color-scheme:dark){{
{_colours(count, "#0d1117", "#e6edf3", "#30363d", 1)}
}}
</style>"""
