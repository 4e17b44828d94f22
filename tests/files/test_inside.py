"""What a file names lies in its folder: nothing outside is read, written or removed, whatever links and names say."""

import json
import os
from pathlib import Path

import pytest

from verifier.audits.effort import Effort
from verifier.cli.main import main
from verifier.errors import InputError
from verifier.files import publishing
from verifier.files.earlier import LIST, settle_folder
from verifier.files.inside import file_in, place_in
from verifier.files.trees import read_tree, sync_tree
from verifier.lab.book.case import find_cases, read_case_file

ELSEWHERE = [
    "link/important.txt",
    "../out-of-it/important.txt",
    "/etc/important.txt",
    "a/../../x",
    "",
    ".",
    "a\0b",
    "\ud800",
]
CASE = '[population]\nrankings = { "a > b" = 2, "b > a" = 1 }\n[[audit]]\nname = "n"\nk = "1"\nverdicts = "certified"\n'
BOOK = 'theory = "1"\ntitle = "t"\nstatement = "s"\nsource = "s"\ntext = "t"\n'


@pytest.fixture
def folders(tmp_path):
    """A folder to write into with a link ``link`` to another, which holds a file that is not ours."""
    out, other = tmp_path / "out", tmp_path / "out-of-it"
    out.mkdir()
    other.mkdir()
    (other / "important.txt").write_text("important")
    (out / "link").symlink_to("../out-of-it")
    (out / "inner").mkdir()
    (out / "inner-link").symlink_to("inner")
    yield out, other
    assert {path.name: path.read_text() for path in other.iterdir()} == {"important.txt": "important"}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_name_that_leads_elsewhere_is_neither_a_place_nor_a_file(name, folders):
    for of in (place_in, file_in):
        with pytest.raises(InputError, match="out"):
            of(folders[0], name)


def test_names_and_links_within_the_folder_are_followed(folders):
    out, _ = folders
    (out / "inner" / "votes.csv").write_text("")
    for name in ("inner/votes.csv", "inner-link/votes.csv", "not yet/there", "..dots", "inner/./votes.csv"):
        assert place_in(out, name) == file_in(out, name) == out / name


def test_a_link_at_the_place_itself_is_replaced_and_never_written_through(folders):
    out, _ = folders
    (out / "report.json").symlink_to("../out-of-it/important.txt")
    with pytest.raises(InputError, match="leads out"):
        file_in(out, "report.json")
    sync_tree(out, {}, {"report.json": b"ours"})
    assert not (out / "report.json").is_symlink()
    assert (out / "report.json").read_bytes() == b"ours"


def test_a_pipe_is_no_file_to_read_and_no_list(tmp_path):
    os.mkfifo(tmp_path / "votes.csv")
    os.mkfifo(tmp_path / LIST)
    os.mkfifo(tmp_path / publishing.REPORT)
    with pytest.raises(InputError, match="wanted a file; this is a folder, a pipe or a device"):
        file_in(tmp_path, "votes.csv")
    settle_folder(tmp_path, [])
    assert publishing._named(tmp_path / publishing.REPORT) == []
    assert set(read_tree(tmp_path)) == set()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_list_that_names_what_lies_elsewhere_is_not_followed_at_all(name, folders):
    out, _ = folders
    (out / "earlier.txt").write_text("mine")
    (out / LIST).write_text(json.dumps(["earlier.txt", name]))
    settle_folder(out, ["now.txt"])
    assert (out / "earlier.txt").is_file()
    assert json.loads((out / LIST).read_bytes()) == ["now.txt"]


def test_a_list_that_names_folders_and_hard_links_removes_no_content(folders):
    out, other = folders
    os.link(other / "important.txt", out / "hard.txt")
    (out / LIST).write_text(json.dumps(["inner", "hard.txt", "inner-link/nothing"]))
    (out / "inner" / "mine.txt").write_text("mine")
    settle_folder(out, [])
    assert (out / "inner" / "mine.txt").read_text() == "mine"
    assert not (out / "hard.txt").exists()


def test_a_counterexample_is_not_written_through_a_link_and_takes_nothing_away_there(folders, capsys):
    out, _ = folders
    command = ["counterexample", "--rule", "plurality", "-k", "1", "--out", str(out)]
    (out / LIST).write_text('["link/important.txt"]')
    assert main(command) == 0
    assert "link/important.txt" not in json.loads((out / LIST).read_bytes())
    for path in (out / "audit").iterdir():
        path.unlink()
    (out / "audit").rmdir()
    (out / "audit").symlink_to("link")
    capsys.readouterr()
    assert main(command) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "audit: a link leads out of" in said.err


@pytest.mark.parametrize("text", ["[" * 100_000, '{"findings": [{"certificate": "a\\u0000.cert"}]}', '{"findings": 1}'])
@pytest.mark.parametrize("name", [publishing.REPORT, publishing._MOVING])
def test_a_report_or_journal_that_is_none_of_ours_stops_no_run_and_names_nothing(name, text, tmp_path):
    (tmp_path / name).write_text(text)
    with publishing.workplace(tmp_path) as place:
        publishing.publish(place, tmp_path, {publishing.REPORT: "{}"})
    assert [path.name for path in tmp_path.iterdir()] == [publishing.REPORT]


def test_a_lock_that_is_a_link_makes_no_file_elsewhere(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / publishing._LOCK).symlink_to("../made")
    with publishing.workplace(out) as place, pytest.raises(InputError, match="this is a link"):
        publishing.publish(place, out, {})
    assert not (tmp_path / "made").exists()


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases" / "one").mkdir(parents=True)
    (tmp_path / "cases" / "one" / "case.toml").write_text(BOOK + CASE)
    return tmp_path


@pytest.mark.parametrize("link", ["reports/one", "reports/one/n", "reports/one/n/report.json", "reports"])
def test_reproduce_writes_and_removes_nothing_through_a_link(link, book, capsys):
    (book / "vict").mkdir()
    (book / "vict" / "important.txt").write_text("important")
    (book / link).parent.mkdir(parents=True, exist_ok=True)
    if link == "reports":
        (book / link).symlink_to(book.parent / "nowhere")
    elif link.endswith(".json"):
        (book / link).symlink_to(book / "vict" / "important.txt")
    else:
        (book / link).symlink_to(book / "vict")
    if link != "reports":
        (book / "reports" / "README.md").write_text("Made by `verifier reproduce`.")
    assert main(["reproduce"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{link}: a link leads out of " in said.err
    assert [path.name for path in (book / "vict").iterdir()] == ["important.txt"]
    assert (book / "vict" / "important.txt").read_text() == "important"
    assert not (book.parent / "nowhere").exists()


def test_all_cases_are_those_in_the_folder(book):
    (book / "elsewhere").mkdir()
    (book / "elsewhere" / "case.toml").write_text(BOOK + CASE)
    (book / "cases" / "two").symlink_to("../elsewhere")
    (book / "cases" / "three").mkdir()
    os.mkfifo(book / "cases" / "three" / "case.toml")
    with pytest.raises(InputError, match=r"two: a link leads out of .*cases"):
        find_cases([], book / "cases")
    (book / "cases" / "two").unlink()
    assert [path.name for path in find_cases([], book / "cases")] == ["one"]


SECRETS = ["../secret.json", "{outside}/secret.json", "link.json", "below/../../secret.json"]


@pytest.fixture
def case(tmp_path, monkeypatch):
    """Read a case whose text is given, beside which there are links to a file that is none of its own."""
    outside = tmp_path / "outside"
    (outside / "here" / "below").mkdir(parents=True)
    (outside / "secret.json").write_text('{"a": 1, "b": 0}')
    (outside / "secret.csv").write_text("user,response,rank\nx,a,1\nx,b,2\n")
    for suffix in ("json", "csv"):
        (outside / "here" / f"link.{suffix}").symlink_to(f"../secret.{suffix}")
    monkeypatch.chdir(outside)

    def read(text):
        path = outside / "here" / "x.case.toml"
        path.write_text(text.replace("{outside}", str(outside)))
        return read_case_file(path)

    return read


@pytest.mark.parametrize("name", SECRETS)
def test_a_case_reads_no_population_from_elsewhere(name, case):
    with pytest.raises(InputError, match=r"link leads out of|is no file in this folder"):
        case(f'[population]\nfile = "{name.replace("json", "csv")}"\n{CASE.partition("}")[2]}')


@pytest.mark.parametrize("name", [f"file:{name}" for name in SECRETS])
@pytest.mark.parametrize("key", ["policy", "opponent"])
def test_a_case_reads_no_policy_from_elsewhere(name, key, case):
    (question,) = case(f'{CASE}{key} = "{name}"\n').questions
    with pytest.raises(InputError, match=r"link leads out of|is no file in this folder"):
        question.decide(Effort())


@pytest.mark.parametrize("name", ["secret.json", "-", "/dev/stdin", "/dev/fd/0", "here/link.json"])
def test_a_policy_without_a_prefix_is_a_rule_or_a_response(name, case):
    (question,) = case(f'{CASE}policy = "{name}"\n').questions
    with pytest.raises(InputError, match="is no rule and no response; write 'file:"):
        question.decide(Effort())


def test_a_response_of_a_case_is_itself_although_a_file_where_one_stands_has_its_name(case):
    (question,) = case(f'{CASE}policy = "a"\n').questions
    Path("a").write_text("")
    assert question.decide(Effort()).differences == ()
