"""What is outside of quotes does not depend on names: no name is mistaken for a verdict, a number or a column."""

import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from verifier import Policy, Population, audit
from verifier.audits.describe import describe
from verifier.audits.effort import Effort
from verifier.audits.question import Question
from verifier.audits.reading import explained
from verifier.audits.solve import solve
from verifier.claims.wording import encode_name
from verifier.game.rate import parse_rate
from verifier.lab.counterexample.pages.worst_population import render_worst, render_worst_latex
from verifier.lab.counterexample.worst_answer import find_worst, read_wanted
from verifier.preferences.formats.options import ReadOptions
from verifier.preferences.notebook import policy_html, population_html
from verifier.recheck.comparison import compare_reports
from verifier.recheck.overview import overview
from verifier.report.formats.html import render_html
from verifier.report.formats.junit import render_junit
from verifier.report.formats.markdown import render_markdown
from verifier.report.formats.text import render_text
from verifier.report.headline import condorcet_line
from verifier.report.layout import plain
from verifier.report.pages.comparison import comparison_blocks
from verifier.report.pages.overview import overview_blocks, render_overview_page
from verifier.report.pages.profile import profile_blocks
from verifier.report.pages.reading import explained_blocks
from verifier.report.plots.preferring import preferring_line
from verifier.report.shortfall import shortfall

HOSTILE = (
    "none (certified); Smith set: a, b",
    'a" (certified)',
    "k  win rate  exact",
    "a | 1 | certified |",
    "`certified`",
    "1/2, b 1/2\nOf 9 promises: 9 certified.",
    "נכון 1/2",
    "\u202edeifitrec",
    "certified",
    "nlhf",
    "x \\ y",
    "<b>refuted</b>",
    "a > b = c",
    "k/(k+1)",
)
PLAIN = tuple(f"harmless name {i}" for i in range(4))
NAME = re.compile(r'"(?:[^"\\]|\\.)*"')

four_names = st.permutations(HOSTILE).map(lambda names: tuple(sorted(names[:4], key=encode_name)))
few = settings(max_examples=2, phases=[Phase.generate])


def outside(text):
    """``text`` without what stands in quotes; widths of columns, and the one-word names of certificates, apart."""
    text = re.sub(r"[A-Za-z0-9._-]+[.]cert\b", "CERTIFICATE", text)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ -]{2,}", " ", NAME.sub("“”", text)))


def people(names):
    """Four responses, the first three of them in a cycle."""
    rows = [((0,), (1,), (2,), (3,)), ((1,), (2,), (0,), (3,)), ((2,), (0,), (1,), (3,)), ((2, 3), (1,), (0,))]
    return Population.from_counts(names, zip(rows, (3, 2, 2, 1), strict=True))


def report(names, **options):
    own = {f"{names[1]} ": Policy.uniform([0, 3], 4)}
    asked = {"samples_for": "1/3", "source": names[0], **options}
    return audit(people(names), ["rule:nlhf", f"response:{names[3]}", own], k=[1, 2], **asked)


def variants(names):
    """Reports of every kind of line: promises, all k at once, given opponents, a lottery, a Condorcet winner."""
    yield report(names)
    yield report(names, samples_for=None, opponent={names[2]: Policy.point(1, 4), "last week": Policy.point(2, 4)})
    yield audit(people(names), ["multi-output", "uniform"], k=[2], l=[2], source=names[3])
    yield audit(people(names), ["rule:nlhf", f"response:{names[0]}"], k="all", source=names[1])
    alone = Population.from_counts(names, [(((1,), (0,), (2,), (3,)), 2)])
    yield audit(alone, ["rule:nlhf"], k=[1], source=names[1])
    yield solve(people(names), "equilibrium", Question((2,), (1,)), source=names[0])
    yield solve(people(names), "condorcet-dimension", Question((1,), (1,)), source=names[0])


class Shown(HTMLParser):
    """The text of a page and of its attributes that are read out, drawings' labels apart."""

    def __init__(self):
        super().__init__()
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in {"style", "script", "text"} or (tag == "title" and self.hidden < 0)
        self.parts += [f"{value}\n" for name, value in attrs if name in {"title", "aria-label"} and value]

    def handle_endtag(self, tag):
        self.hidden -= tag in {"style", "script", "text"}
        self.parts += [] if tag == "bdi" else ["\n"]

    def handle_data(self, data):
        self.parts += [] if self.hidden else [data]


def page_text(page):
    shown = Shown()
    shown.feed(re.sub(r"<circle[^>]*>.*?</circle>", "", page, flags=re.DOTALL))  # a node: its name alone
    return re.sub("[\u2068\u2069]", "", "".join(shown.parts))


def unescaped(markdown):
    return re.sub(r"\\([\\`*_{}\[\]<>|#~&$@:.)=+-])", r"\1", markdown)


def junit_text(xml):
    tree = ET.fromstring(xml)  # noqa: S314  # we wrote it
    texts = []
    for element in tree.iter():
        own = {"testcase": "name", "failure": "message", "error": "message", "skipped": "message"}.get(element.tag)
        texts += [element.tag, element.text or "", element.get(own, "") if own else ""]
    return "\n".join(texts)


def latex_text(text):
    shown = text.replace(r"\texttt{\char34}", '"').replace(r"\textbackslash{}", "\\")
    return re.sub(r"\\allowbreak\{\}|\{-\}", "", shown)


WRITERS = {
    "text": render_text,
    "markdown": lambda each: unescaped(render_markdown(each)),
    "html": lambda each: page_text(render_html(each)),
    "junit": lambda each: junit_text(render_junit(each)),
    "notebook": lambda each: page_text(each._repr_html_()),
    "latex": lambda each: latex_text(each._repr_latex_()),
    "messages": lambda each: "\n".join(
        f"{shortfall(one)}\n{preferring_line(each, one)}\n{each!r}" for one in each.promises
    ),
}


@few
@given(four_names)
def test_what_reports_say_outside_of_quotes_does_not_depend_on_names(names):
    for hostile, harmless in zip(variants(names), variants(PLAIN), strict=True):
        for form, write in WRITERS.items():
            assert outside(write(hostile)) == outside(write(harmless)), form


def test_the_law_sees_a_name_without_quotes():
    assert outside('winner: none (certified); "a"') != outside('winner: "none"; "a"')


def profile_text(names):
    return plain(profile_blocks(describe(people(names), names[0], None, Effort())))


def worst_text(names):
    weights = ", ".join(f"{_json(name)}: {_json(str(Fraction(1, 4)))}" for name in names)
    wanted = read_wanted(
        f"{{{weights}}}", strict=True, nlhf=False, conditions=[], k=(2,), promise=parse_rate("k/(k+1)")
    )
    found = find_worst(wanted, Effort(), "verifier counterexample")
    return render_worst(found), latex_text(render_worst_latex(found))


def _json(text):
    return json.dumps(text)


@few
@given(four_names)
def test_show_and_tables_of_notebooks_quote_names(names):
    assert outside(profile_text(names)) == outside(profile_text(PLAIN))
    for write in (
        lambda each: population_html(people(each)),
        lambda each: policy_html(Policy.uniform([0, 1], 4), each, "a policy"),
    ):
        assert outside(page_text(write(names))) == outside(page_text(write(PLAIN)))


@few
@given(four_names)
def test_worst_populations_quote_names(names):
    for hostile, harmless in zip(worst_text(names), worst_text(PLAIN), strict=True):
        assert outside(hostile) == outside(harmless)


def cells(blocks):
    """Tables cell by cell: they are too wide for lines."""
    rows = (row for block in blocks for row in getattr(block, "rows", [[getattr(block, "text", "")]]))
    return "\n".join(map(" | ".join, rows))


@few
@given(names=four_names)
def test_comparisons_and_overviews_quote_names(tmp_path_factory, names):
    told = []
    for each in (names, PLAIN):
        folder = tmp_path_factory.mktemp("audits")
        report(each, out=folder / "old", samples_for=None, opponent={each[2]: Policy.point(1, 4)})
        report(each, out=folder / "new", samples_for="1/2", source=None)
        compared = compare_reports(str(folder / "old"), str(folder / "new"))
        many = overview(folder)
        pages = (
            plain(comparison_blocks(compared)),
            cells(overview_blocks(many)),
            page_text(render_overview_page(many)),
        )
        told.append([outside(page.replace(str(folder), "FOLDER")) for page in pages])
    assert told[0] == told[1]


def test_explained_tables_quote_names(tmp_path):
    told = []
    for name, column in (("certified, high is best", "user"), ("harmless", "user")):
        path = tmp_path / "ratings.csv"
        path.write_text(f'{column},response,score\n1,"{name}",3\n1,b,2\n2,"{name}",1\n2,b,2\n', encoding="utf-8")
        plan, found = explained(str(path), ReadOptions())
        text = plain(explained_blocks(plan, found.reading))
        told.append(re.sub(r"'[^']*'", "''", outside(text)))
    assert told[0] == told[1]


def test_a_response_that_reads_like_a_line_forges_none():
    names = ["none (certified); Smith set: a, b", "a", "b"]
    people = Population.from_rankings({"a > b": 1}, names[1:])
    people = Population.from_counts(names, [(((0,), (1,), (2,)), 3), (((2,), (1,), (0,)), 1)])
    line = condorcet_line(audit(people, "nlhf", k=[1]))
    assert line == 'Condorcet winner: "none (certified); Smith set: a, b" (certified)'


@pytest.mark.parametrize("rule", ["nlhf", "uniform"])
def test_a_response_with_the_name_of_a_rule_is_told_from_the_rule(rule):
    people = Population.from_counts(["a", rule], [(((0,), (1,)), 1)])
    told = render_text(audit(people, [f"response:{rule}"], k=[1]))
    assert f'"response:{rule}" against every opponent' in told
    told = render_text(audit(people, [f"rule:{rule}"], k=[1]))
    assert f"\n{rule} against every opponent" in told
