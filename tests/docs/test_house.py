"""The pages for contributors are true: the picture is drawn from the imports, and what they say to add is added."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "contribute"
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)


def test_the_picture_of_the_house_is_that_of_the_imports():
    spec = importlib.util.spec_from_file_location("house", Path(__file__).with_name("house.py"))
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    text = house.PAGE.read_text(encoding="utf-8")
    assert text.count("\n| `") == sum(map(len, house.floors()))
    assert house.page() == text, "python tests/docs/house.py --write"


@pytest.fixture
def copied(tmp_path):
    """A copy of the package in which a page's files stand; the other blocks of the page; and how to run it."""

    def prepared(page):
        shutil.copytree(ROOT / "verifier", tmp_path / "verifier")
        blocks = dict(FILE.findall((PAGES / page).read_text(encoding="utf-8")))
        for name in [name for name in blocks if "/" in name]:
            assert not (tmp_path / name).exists()
            (tmp_path / name).write_text(blocks.pop(name), encoding="utf-8")
        return blocks

    def told(*words):
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-P", "-m", "verifier", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return prepared, told


def put(path, mark, before):
    """Write ``before`` in front of the one ``mark`` of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(mark) == 1
    path.write_text(text.replace(mark, before + mark), encoding="utf-8")


def test_a_rule_is_added_as_the_page_says(copied, tmp_path):
    prepared, told = copied
    blocks = prepared("add-a-rule.md")
    assert set(blocks) == {"row.txt"}
    put(tmp_path / "verifier" / "audits" / "rules.py", '}\n"""Name → rule', blocks["row.txt"])
    names = "".join(f"# ALTERNATIVE NAME {i}: {name}\n" for i, name in enumerate("abc", start=1))
    (tmp_path / "votes.soc").write_text(names + "3: 1,2,3\n2: 2,3,1\n2: 3,2,1\n")
    done = told("audit", "votes.soc", "--policy", "approved", "-k", "1,2")
    assert done.returncode == 1, done.stderr
    assert re.search(r"^approved: .*what most users approve of", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^1 .* 4/7 .*certified", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^2 .* 4/7 .*refuted", done.stdout, re.MULTILINE), done.stdout
    assert "approved" in told("audit", "votes.soc", "--policy", "nonsense").stderr


def test_a_format_is_added_as_the_page_says(copied, tmp_path):
    prepared, told = copied
    blocks = prepared("add-a-format.md")
    assert set(blocks) == {"loader.txt", "row.txt"}
    table = tmp_path / "verifier" / "preferences" / "formats" / "registry.py"
    put(table, "FORMATS: dict[str, Format] = {\n", blocks["loader.txt"] + "\n\n")
    put(table, '}\n"""Suffix → how it is read', blocks["row.txt"])
    (tmp_path / "votes.rankings").write_text("tea > milk\nmilk > tea\ntea > milk\n")
    done = told("audit", "votes.rankings", "--policy", "tea", "-k", "1")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^1 .* 2/3 .*certified", done.stdout, re.MULTILINE), done.stdout
    (tmp_path / "votes.nonsense").write_text("tea > milk\n")
    assert ".rankings" in told("audit", "votes.nonsense").stderr
    (tmp_path / "bad.rankings").write_text("tea > milk\nmilk\n")
    assert "bad.rankings line 2: 'milk' ranks nothing" in told("audit", "bad.rankings").stderr
