"""What a search leaves in a folder: its own files, all of them, and nothing of the search before."""

import pytest

from verifier.cli.main import main

HALVES = '{"a": "1/2", "b": "1/2"}'

SEARCHES = {
    "found": ["--rule", "nlhf", "-k", "3"],
    "some": ["--rule", "nlhf", "-k", "2", "--some"],
    "none": ["--rule", "nlhf", "-k", "1", "--responses", "2"],
    "conjecture": ["--conjecture", "nlhf(3) >= borda(3)"],
    "worst": ["--policy", HALVES, "-k", "2,5"],
    "worst-other": ["--policy", HALVES, "-k", "3"],
    "approach": ["--rule", "nlhf", "-k", "2", "--approach"],
}


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def search(name, folder):
    assert main(["counterexample", *SEARCHES[name], "--out", str(folder)]) == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [("found", "none"), ("found", "worst"), ("worst", "worst-other"), ("worst", "found"), ("some", "approach"),
     ("approach", "conjecture")],
)  # fmt: skip
def test_nothing_of_an_earlier_search_stays_and_what_others_wrote_does(before, after, tmp_path):
    search(after, tmp_path / "fresh")
    again = tmp_path / "again"
    search(before, again)
    (again / "mine.txt").write_text("mine")
    search(after, again)
    assert files(again) == files(tmp_path / "fresh") | {"mine.txt"}
    assert all(path.is_file() or any(path.iterdir()) for path in again.rglob("*"))


def test_a_policy_of_the_users_own_stays(tmp_path):
    (tmp_path / "policy.json").write_text(HALVES)
    search("found", tmp_path)
    search("none", tmp_path)
    assert (tmp_path / "policy.json").read_text() == HALVES


def test_a_list_of_files_that_leads_outside_is_not_followed(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "precious").write_text("x")
    (folder / ".verifier-files.json").write_text('["../precious"]')
    search("none", folder)
    assert (tmp_path / "precious").read_text() == "x"


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("none", "answer.smallest"),
        ("worst", "worst_answer.worst_population_draft"),
        ("approach", "approach.parse_case"),
    ],
)
def test_a_folder_that_cannot_be_written_is_found_before_the_search(name, work, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(f"verifier.lab.counterexample.{work}", lambda *_, **__: pytest.fail("searched"))
    assert main(["counterexample", *SEARCHES[name], "--out", str(tmp_path / "file")]) == 2
    assert f"{tmp_path / 'file'}: this is a file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rule", "uniform", "-k", "2", "--rate", "3/5", "--voters", "3", "--responses", "4", "--budget", "100"],
        ["--rule", "nlhf", "-k", "3", "--no-condorcet-winner", "--strict", "--responses", "4", "--voters", "6",
         "--budget", "20000"],
        ["--rule", "nlhf", "-k", "2", "--some"],
        ["--rule", "equilibrium", "-k", "2", "--rate", "7/8", "--strict"],
    ],
)  # fmt: skip
def test_what_a_search_saves_is_as_expected_when_it_is_decided_again(arguments, tmp_path, capsys):
    assert main(["counterexample", *arguments, "--out", str(tmp_path / "found")]) == 0
    capsys.readouterr()
    main(["reproduce", str(tmp_path / "found"), "--reports", str(tmp_path / "reports")])
    told = capsys.readouterr().out
    assert "as expected" in told
    assert "DIFFERENT" not in told
