"""Bad input gives one line on stderr that says what is wrong and what would be right, exit 2, and writes nothing."""

import subprocess

import pytest
from preloaded import program

SOC = """# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 5
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: apple
# ALTERNATIVE NAME 2: banana
# ALTERNATIVE NAME 3: cherry
2: 1,2,3
2: 2,3,1
1: 3,1,2
"""
TABLE = "prompt,user,response,score\np,u,a,1\np,u,b,2\np,u,c,3\nq,u,a,1\nq,u,b,2\nq,u,c,0\n"
PAIRS = "model_a,model_b,winner\nx,y,model_a\ny,z,tie\n"


def verifier(*arguments, cwd=None, stdin=None):
    command = [*program(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=cwd, input=stdin)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "votes.soc").write_text(SOC)
    (tmp_path / "table.csv").write_text(TABLE)
    (tmp_path / "pairs.csv").write_text(PAIRS)
    (tmp_path / "empty.soc").write_text("")
    (tmp_path / "latin.soc").write_bytes(SOC.replace("apple", "äpple").encode("latin-1"))
    (tmp_path / "votes.xyz").write_text(SOC)
    (tmp_path / "a-file").write_text("")
    for name, old, new in (
        ("short", "2: 2,3,1", "2: 2,3"),
        ("undeclared", "2: 2,3,1", "2: 2,3,4"),
        ("repeated", "2: 2,3,1", "2: 2,3,3"),
        ("names", "banana", "apple"),
        ("negative", "2: 2,3,1", "-2: 2,3,1"),
        ("fraction", "2: 2,3,1", "1.5: 2,3,1"),
        ("voters", "VOTERS: 5", "VOTERS: 6"),
    ):
        (tmp_path / f"{name}.soc").write_text(SOC.replace(old, new))
    for name, text in (
        ("sum", '{"apple": "1/2", "banana": "1/3"}'),
        ("minus", '{"apple": "3/2", "banana": "-1/2"}'),
        ("twice", '{"apple": "1/2", "apple": "1/2"}'),
        ("unknown", '{"aple": "1/2", "banana": "1/2"}'),
        ("nan", '{"apple": NaN}'),
        ("power", '{"apple": 1e401}'),
        ("dots", '{"apple": "0.1.2"}'),
        ("zeros", '{"apple": 0, "banana": 0}'),
        ("cut", '{"apple": "1/2", '),
    ):
        (tmp_path / f"{name}.json").write_text(text)
    return tmp_path


AUDITS = {
    "a missing file": (["none.soc"], "none.soc", "no such file"),
    "an empty file": (["empty.soc"], "empty.soc", "empty"),
    "a directory": (["."], "directory"),
    "a file that is not UTF-8": (["latin.soc"], "latin.soc line 4", "UTF-8"),
    "an unknown suffix": (["votes.xyz"], ".soc"),
    "an order that is too short": (["short.soc"], "short.soc line 8"),
    "an undeclared response": (["undeclared.soc"], "undeclared.soc line 8", "4"),
    "a response twice in an order": (["repeated.soc"], "repeated.soc line 8"),
    "a name twice": (["names.soc"], "names.soc line 5", "apple"),
    "a negative count": (["negative.soc"], "negative.soc line 8"),
    "a fractional count": (["fraction.soc"], "fraction.soc line 8"),
    "a header that disagrees": (["voters.soc"], "voters.soc", "6", "5"),
    "a policy that does not sum to 1": (["votes.soc", "--policy", "sum.json"], "5/6", "1/6"),
    "a negative weight": (["votes.soc", "--policy", "minus.json"], "banana"),
    "a repeated key": (["votes.soc", "--policy", "twice.json"], "apple"),
    "an unknown response in a policy": (["votes.soc", "--policy", "unknown.json"], "aple", "'apple'"),
    "nan": (["votes.soc", "--policy", "nan.json"], "NaN"),
    "1e401": (["votes.soc", "--policy", "power.json"], "1e401"),
    "0.1.2": (["votes.soc", "--policy", "dots.json"], "0.1.2"),
    "sample counts that are all zero": (["votes.soc", "--policy", "zeros.json"], "zero"),
    "JSON that is cut short": (["votes.soc", "--policy", "cut.json"], "cut.json"),
    "an unknown policy": (["votes.soc", "--policy", "nlfh"], "nlfh", "'nlhf'"),
    "k = 0": (["votes.soc", "-k", "0"], "-k", "at least 1"),
    "negative k": (["votes.soc", "-k", "-3"], "-3"),
    "k that is no number": (["votes.soc", "-k", "two"], "two"),
    "an empty range": (["votes.soc", "-k", "5..2"], "5..2"),
    "a huge range": (["votes.soc", "-k", "1..99999999"], "10000"),
    "l above m": (["votes.soc", "-l", "4"], "-l 4", "3"),
    "l = 0": (["votes.soc", "-l", "0"], "-l", "at least 1"),
    "a rate above 1": (["votes.soc", "--rate", "9/8"], "9/8", "[0, 1]"),
    "a rate below 0": (["votes.soc", "--rate=-1/2"], "below 0"),
    "a rate that divides by zero": (["votes.soc", "--rate", "1/(k-1)"], "zero"),
    "a rate with code in it": (["votes.soc", "--rate", "__import__('os')"], "cannot read"),
    "a tower of powers": (["votes.soc", "--rate", "9^9^9^9"], "tower"),
    "a huge power": (["votes.soc", "--rate", "2^(0-999999999)"], "exponent"),
    "a rate with an open bracket": (["votes.soc", "--rate", "k/(k+1"], "k/(k+1"),
    "a deeply nested rate": (["votes.soc", "--rate", "(" * 60 + "1" + ")" * 60], "nested"),
    "a rate for --samples-for above 1": (["votes.soc", "--samples-for", "3/2"], "3/2", "[0, 1]"),
    "half credit for three samples": (["votes.soc", "--ties", "half", "-k", "3"], "half", "k = 1"),
    "other ties for two responses": (["votes.soc", "--ties", "shared", "-l", "2"], "shared", "-l 1"),
    "an unknown tie convention": (["votes.soc", "--ties", "coin"], "coin", "model"),
    "an output folder that is a file": (["votes.soc", "--out", "a-file"], "a-file"),
    "several prompts": (["table.csv"], "--prompt"),
    "an unknown prompt": (["table.csv", "--prompt", "r"], "'r'"),
    "pairwise data": (["pairs.csv", "-k", "2"], "pairs.csv", "joint rankings"),
    "the same policy twice": (["votes.soc", "--policy", "uniform", "--policy", "uniform"], "uniform", "twice"),
    "a budget that is no number": (["votes.soc", "--budget", "lots"], "lots"),
    "an unknown option": (["votes.soc", "--sample-for", "1/2"], "--sample-for"),
    "no population": ([], "POPULATION"),
}


@pytest.mark.parametrize("name", AUDITS)
def test_bad_input_is_one_line_and_exit_2(name, folder):
    arguments, *wanted = AUDITS[name]
    before = sorted(folder.rglob("*"))
    done = verifier("audit", *arguments, cwd=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.endswith("\n")
    said, *offered = done.stderr.splitlines()
    assert all(line.startswith("verifier audit ") for line in offered), done.stderr
    assert said.startswith("verifier")
    assert "Traceback" not in done.stderr
    for part in wanted:
        assert part in done.stderr
    assert sorted(folder.rglob("*")) == before


def test_an_output_folder_that_cannot_be_written_is_named(folder):
    done = verifier("audit", "votes.soc", "--out", "/proc/reports", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("verifier: /proc/reports: cannot write")


def test_an_unknown_command_lists_the_commands():
    done = verifier("adit")
    assert done.returncode == 2
    assert "audit" in done.stderr


def test_standard_input_is_read_where_the_format_is_told(folder):
    done = verifier("audit", "-", "--input-format", "soc", "-k", "1", cwd=folder, stdin=SOC)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('"-": 5 voters')


def test_work_beyond_the_budget_is_announced_with_its_size(folder):
    done = verifier("audit", "votes.soc", "--policy", "uniform", "-l", "2", "-k", "1", "--budget", "10", cwd=folder)
    assert done.returncode == 3
    assert "unknown" in done.stdout
    done = verifier(
        "audit",
        "votes.soc",
        "--policy",
        "uniform",
        "-l",
        "2",
        "-k",
        "1",
        "--budget",
        "10",
        "--format",
        "json",
        cwd=folder,
    )
    assert "over the budget of 10" in done.stdout
    assert '"value": null' in done.stdout
