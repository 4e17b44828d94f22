"""The book of cases as a reader meets it: links lead somewhere, cases are whole, the table of statements is true."""

import re
import tomllib
from pathlib import Path

import pytest

from verifier.lab.book.case import FILE, find_cases, read_case
from verifier.lab.book.pages.index import TITLES

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "reports").rglob("*.md"))]
CASES = {folder.name: read_case(folder) for folder in find_cases([], ROOT / "cases")}
LINK = re.compile(r"\]\(([^()\s]+)\)")
BOOK = (ROOT / "docs" / "BOOK.md").read_text(encoding="utf-8")


def anchors(text):
    """Where GitHub lets a link lead: its headings in small letters, without punctuation, spaces as dashes."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_relative_link_leads_to_a_file_and_an_anchor():
    read = {page: page.read_text(encoding="utf-8") for page in PAGES}
    dead = []
    for page, text in read.items():
        for link in LINK.findall(text):
            target, _, anchor = link.partition("#")
            if "://" in target:
                continue
            path = (page.parent / target).resolve() if target else page
            if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
                dead.append(f"{page.relative_to(ROOT)}: {link}")
    assert len(read) > len(CASES)
    assert dead == []


def test_every_case_is_named_in_the_table_of_statements_and_every_question_named_there_exists():
    named = re.findall(r"\[([^\]]+)\]\(\.\./reports/([^/)]+)/README\.md(?:#([^)]+))?\)", BOOK)
    assert {case for _, case, _ in named} == set(CASES)
    for said, case, question in named:
        assert said == (f"{case}/{question}" if question else case)
        assert not question or question in {each.name for each in CASES[case].questions}


def test_every_test_named_in_the_table_of_statements_exists():
    named = re.findall(r"\[([^\]]+)\]\(\.\./(tests/[^)]+)\) \(test\)", BOOK)
    assert len(named) == BOOK.count("(test)") > 0
    for said, file in named:
        assert f"def test_{said.replace(' ', '_')}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_item_of_the_theory_is_in_the_table_of_statements():
    theory = (ROOT / "docs" / "THEORY.md").read_text(encoding="utf-8")
    results = theory.partition("## 2. Results")[2].partition("\n## 3")[0]
    items = {f"2.{number}" for number in re.findall(r"^(\d+)\. \*\*", results, re.MULTILINE)} | {"1", "4"}
    assert items == set(TITLES)
    assert {row.split(" | ")[0] for row in re.findall(r"^\| (\d.*)$", BOOK, re.MULTILINE)} == items


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_case_has_one_statement_a_source_a_hypothesis_and_its_item(name):
    case = CASES[name]
    assert case.theory in TITLES
    assert case.statement.endswith(".")
    assert ". " not in case.statement
    assert case.source
    assert "Hypothesis: " in case.text
    assert case.text.endswith(".")


def test_no_case_is_left_without_a_page_and_no_page_without_a_case():
    index = (ROOT / "reports" / "README.md").read_text(encoding="utf-8")
    for name in CASES:
        assert index.count(f"({name}/README.md)") == 1
    pages = {page.parent.name for page in (ROOT / "reports").glob("*/README.md")}
    assert pages == set(CASES) == {path.parent.name for path in (ROOT / "cases").glob(f"*/{FILE}")}


def test_every_page_shows_the_rankings_of_its_population_or_their_number():
    for name in CASES:
        given = tomllib.loads((ROOT / "cases" / name / FILE).read_text(encoding="utf-8"))
        page = (ROOT / "reports" / name / "README.md").read_text(encoding="utf-8")
        assert ("\nPopulation: " in page) == ("population" in given or "family" in given), name


def test_one_thing_is_not_counted_in_the_plural():
    nouns = "voter|user|response|sample|set|question|case|step|player|difference|certificate"
    several = re.compile(rf"(?<![\w/.^+-])(?<![=^/+-] )1 ({nouns})s\b")
    for page in (ROOT / "reports").rglob("*.md"):
        assert not several.search(page.read_text(encoding="utf-8")), page
