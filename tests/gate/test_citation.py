"""The citation file has the keys that format 1.2.0 demands, and says what the project says of itself elsewhere."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def top_level():
    """Key → the rest of its line, for the keys that are not indented."""
    return dict(re.findall(r"^([a-z-]+):\s*(.*)$", TEXT, re.MULTILINE))


def test_it_has_every_key_that_the_format_demands_and_no_unknown_one():
    keys = top_level()
    assert {"cff-version", "message", "title", "authors"} <= set(keys)
    assert set(keys) <= {
        "cff-version", "message", "title", "authors", "type", "version", "license", "abstract", "keywords",
        "references",
    }  # fmt: skip
    assert keys["cff-version"] == "1.2.0"
    assert keys["type"] == "software"
    assert '\n  - name: "The verifier authors"\n' in TEXT


def test_version_licence_summary_and_keywords_are_those_of_the_package():
    keys = top_level()
    assert keys["version"] == f'"{PROJECT["version"]}"'
    assert keys["license"] == PROJECT["license"] == "MIT"
    assert keys["abstract"] == f'"{PROJECT["description"]}"'
    listed = TEXT.partition("\nkeywords:\n")[2].partition("\nreferences:")[0]
    assert [line.removeprefix("  - ").strip('"') for line in listed.splitlines()] == PROJECT["keywords"]


def test_it_cites_the_paper_with_type_authors_and_title():
    reference = TEXT.partition("\nreferences:\n")[2]
    assert reference.startswith("  - type: article\n")
    assert re.findall(r"family-names: (\w+)\n\s+given-names: (\w+)", reference) == [
        ("Cai", "Yang"),
        ("Zheng", "Weiqiang"),
    ]
    assert 'title: "Asymptotic Universal Alignment: A New Alignment Framework via Test-Time Scaling"' in reference
    assert 'value: "arXiv:2601.08777"' in reference
