"""Populations of the gallery on the command line: `gallery:NAME` wherever a POPULATION is read."""

import json
import subprocess
from hashlib import sha256

import pytest
from preloaded import program

from verifier.preferences.gallery.entries import ENTRIES


def verifier(*arguments, cwd=None):
    command = [*program(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=cwd)


def test_the_list_names_every_population_with_what_it_is_and_where_it_is_from():
    done = verifier("show", "--gallery")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for entry in ENTRIES.values():
        (place,) = (i for i, line in enumerate(lines) if line.startswith(entry.usage + " "))
        assert lines[place].endswith(entry.description)
        assert lines[place + 1].strip() == f"[{entry.source}]"


def test_the_list_as_json_says_what_every_argument_may_be():
    listed = json.loads(verifier("show", "--gallery", "--format", "json").stdout)["gallery"]
    assert [each["name"] for each in listed] == list(ENTRIES)
    (barrier,) = (each for each in listed if each["name"] == "half-barrier")
    assert barrier["usage"] == "gallery:half-barrier(epsilon=1/10)"
    assert barrier["parameters"] == [
        {"name": "epsilon", "wanted": "a rational above 0 up to 1/2, such as 1/10 or 0.1", "default": "1/10"}
    ]


def test_an_audit_reports_the_whole_name_and_the_hash_of_the_file_that_show_writes(tmp_path):
    done = verifier("audit", "gallery:half-barrier(epsilon=0.1)", "-k", "1,2", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["exit_code"]) == (1, 1)
    assert report["population"]["source"] == "gallery:half-barrier(epsilon=1/10)"
    assert [finding["value"] for finding in report["findings"] if finding["claim"] == "robust"] == ["3/5", "3/5"]
    assert verifier("show", "gallery:half-barrier", "--write", tmp_path / "x.json").returncode == 0
    assert report["population"]["sha256"] == sha256((tmp_path / "x.json").read_bytes()).hexdigest()


def test_solve_takes_a_population_of_the_gallery_too():
    done = verifier("solve", "nlhf", "gallery:schulze", "--format", "policy")
    assert json.loads(done.stdout) == {"e": "7/11", "a": "3/11", "c": "1/11"}


def test_the_prefix_wins_over_a_file_and_a_path_reads_the_file(tmp_path):
    text = '{"format": "verifier-population/1", "rankings": [{"count": 9, "ranking": "x > y"}]}'
    (tmp_path / "gallery:three-cycle").write_text(text)
    named = verifier("show", "gallery:three-cycle", cwd=tmp_path)
    assert named.stdout.startswith('"gallery:three-cycle": 3 voters, 3 responses')
    file = verifier("show", "./gallery:three-cycle", "--input-format", "json", cwd=tmp_path)
    assert file.stdout.startswith('"gallery:three-cycle": 9 voters, 2 responses')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit", "gallery:three-cicle"], ["did you mean three-cycle?", *ENTRIES]),
        (["solve", "nlhf", "gallery:uniform(m=9)"], ["gallery:uniform: m='9': write a whole number from 1 to 7"]),
        (["show", "gallery:uniform(m=3, m=3)"], ["given twice"]),
        (["show", "gallery:tennessee", "--input-format", "soc"], ["--input-format is for files"]),
        (["audit", "gallery:tennessee", "--prompt", "x"], ["--prompt is for files"]),
        (["show"], ["show needs a POPULATION", "--gallery"]),
        (["show", "gallery:tennessee", "--gallery"], ["takes no POPULATION"]),
        (["show", "--gallery", "--write", "x.json"], ["no --write"]),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments, said, tmp_path):
    done = verifier(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert all(part in done.stderr for part in said)
    assert not list(tmp_path.iterdir())
