"""Names of every kind go through audit, certificate, check and every report unharmed."""

import json
import subprocess
import unicodedata

import pytest
from preloaded import program

NAMES = (
    "two words, and a comma",
    "100 % sure",
    "x" * 80,
    "寿司 (sushi)",
    "line\u0085break of ISO 8859",
    unicodedata.normalize("NFD", "café"),
    '"quoted" | `code` <b>&amp; *x*',
    "rtl \u202e trick",
    "%41",
)


def verifier(*arguments, cwd):
    command = [*program(), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, cwd=cwd)


@pytest.fixture
def folder(tmp_path):
    m = len(NAMES)
    rows = [{"count": 1 + i % 2, "ranking": [[NAMES[(i + j) % m]] for j in range(m)]} for i in range(m)]
    people = {"format": "verifier-population/1", "responses": NAMES, "rankings": rows}
    (tmp_path / "people.json").write_text(json.dumps(people))
    return tmp_path


def test_names_are_unharmed_in_json_and_every_certificate_is_proved(folder):
    policies = ("--policy", "nlhf", "--policy", "uniform")
    done = verifier("audit", "people.json", "--format", "json", "--out", "out", "-k", "1,2", *policies, cwd=folder)
    assert done.returncode in {0, 1}, done.stderr
    report = json.loads(done.stdout.decode("utf-8"))
    assert tuple(report["population"]["responses"]) == NAMES
    assert set(report["policies"][1]["weights"]) == set(NAMES)
    assert {finding["verdict"] for finding in report["findings"]} <= {"certified", "refuted"}
    assert verifier("check", "out", cwd=folder).returncode == 0


def test_no_control_character_of_a_name_reaches_the_terminal(folder):
    done = verifier("audit", "people.json", "--policy", NAMES[4], "-k", "1", "--out", "out", cwd=folder)
    text = done.stdout.decode("utf-8")
    assert "\u0085" not in text
    assert "\u202e" not in text
    assert r"line\x85break" in text
    for name in ("report.txt", "report.md"):
        assert "\u0085" not in (folder / "out" / name).read_text(encoding="utf-8")


def test_long_names_are_shown_whole(folder):
    done = verifier("audit", "people.json", "--policy", NAMES[2], "-k", "1", cwd=folder)
    assert NAMES[2] in done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_a_policy(name, folder):
    done = verifier("audit", "people.json", "--policy", f"response:{name}", "-k", "1", "--format", "json", cwd=folder)
    assert done.returncode in {0, 1}, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["policies"][0]["weights"] == {name: "1"}


def test_a_prefix_settles_a_clash(tmp_path):
    (tmp_path / "people.json").write_text(
        json.dumps({"format": "verifier-population/1", "rankings": [{"count": 1, "ranking": "uniform > nlhf"}]})
    )
    clash = verifier("audit", "people.json", "--policy", "uniform", cwd=tmp_path)
    assert clash.returncode == 2
    assert b"rule:uniform or response:uniform" in clash.stderr
    for policy in ("rule:uniform", "response:uniform"):
        assert verifier("audit", "people.json", "--policy", policy, "-k", "1", cwd=tmp_path).returncode in {0, 1}
