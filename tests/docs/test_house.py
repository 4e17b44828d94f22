"""The pages for contributors are true: the picture is drawn from the imports, and what they say to add is added."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

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


def test_a_rule_is_added_as_the_page_says(tmp_path):
    package = shutil.copytree(ROOT / "verifier", tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    files = dict(FILE.findall((PAGES / "add-a-rule.md").read_text(encoding="utf-8")))
    row = files.pop("row.txt")
    assert len(files) == 2
    for name, text in files.items():
        assert not (tmp_path / name).exists()
        (tmp_path / name).write_text(text, encoding="utf-8")
    table = package / "audits" / "rules.py"
    text = table.read_text(encoding="utf-8")
    assert text.count("\n}\n") == 1
    table.write_text(text.replace("\n}\n", "\n" + row + "}\n"), encoding="utf-8")
    names = "".join(f"# ALTERNATIVE NAME {i}: {name}\n" for i, name in enumerate("abc", start=1))
    (tmp_path / "votes.soc").write_text(names + "3: 1,2,3\n2: 2,3,1\n2: 3,2,1\n")

    def told(*words):
        return subprocess.run(
            [sys.executable, "-P", "-m", "verifier", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    done = told("audit", "votes.soc", "--policy", "approved", "-k", "1,2")
    assert done.returncode == 1, done.stderr
    assert re.search(r"^approved: .*what most users approve of", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^1 .* 4/7 .*certified", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^2 .* 4/7 .*refuted", done.stdout, re.MULTILINE), done.stdout
    assert "approved" in told("audit", "votes.soc", "--policy", "nonsense").stderr
