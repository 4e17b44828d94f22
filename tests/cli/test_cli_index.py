"""`verifier index` gathers reports, and says of every verdict and rate whether its certificate still proves it."""

import json
import shutil

import pytest

from verifier.cli.main import main

VOTES = "user,response,score\nann,short,5\nann,long,3\nann,joke,1\nbob,joke,5\nbob,short,4\nbob,long,2\n"
VOTES += "cem,long,4\ncem,joke,3\ncem,short,1\n"
POLICY = '{"short": "0.6", "long": "0.3", "joke": "1/10"}'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    (folder / "votes.csv").write_text(VOTES)
    (folder / "today.json").write_text(POLICY)
    (folder / "other.json").write_text('{"short": 1}')
    votes, today = str(folder / "votes.csv"), f"file:{folder / 'today.json'}"
    audits = folder / "audits"
    asked = {
        "plain": ["--policy", today, "--policy", "nlhf", "-k", "1..3"],
        "samples": ["--policy", today, "--policy", "response:joke", "--samples-for", "9/10", "-k", "1"],
        "every k/deep <down>": ["--policy", today, "--policy", "uniform", "-k", "all"],
        "shown two": ["--policy", "uniform", "-k", "2..3", "-l", "2"],
        "given": ["--policy", today, "--opponent", str(folder / "other.json"), "-k", "1..2", "--rate", "3/4"],
    }
    for name, arguments in asked.items():
        assert main(["audit", votes, *arguments, "--out", str(audits / name)]) in {0, 1}
    return audits


@pytest.fixture
def audits(made, tmp_path):
    return shutil.copytree(made, tmp_path / "audits")


def shown(capsys, *arguments):
    capsys.readouterr()
    code = main(["index", *map(str, arguments)])
    return code, capsys.readouterr().out


def change(path, old, new, times=1):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= times, f"{old} is not in {path.name}"
    path.write_text(text.replace(old, new, times), encoding="utf-8")


def test_every_audit_has_a_row_for_each_policy_and_promise(audits, capsys):
    code, out = shown(capsys, audits)
    assert code == 0, out
    rows = [line.split() for line in out.splitlines()]
    assert ["plain", "votes.csv", "3", "today.json", "k/(k+1)", "1", "2..3", "–", "1/2", "=", "0.500000"] in rows
    assert "12 is the least" in out
    assert "however many" in out
    assert "every k" in out
    assert "W(k,l), l = 2" in out
    assert "other.json" in out
    assert "5 audits: " in out
    assert "verdicts, checked now.\n" in out


def test_the_page_links_to_the_pages_and_is_the_same_every_time(audits, capsys):
    shown(capsys, audits)
    page = (audits / "index.html").read_bytes()
    assert b'<a href="plain/report.html">plain</a>' in page
    assert b'<a href="every%20k/deep%20%3Cdown%3E/report.html">every k/deep &lt;down&gt;</a>' in page
    assert shown(capsys, audits, "--format", "html")[1].encode() == page == (audits / "index.html").read_bytes()


def test_as_json_it_counts_verdicts(audits, capsys):
    code, out = shown(capsys, audits, "--format", "json")
    given = json.loads(out)
    assert (given["format"], given["exit_code"], code) == ("verifier-overview/1", 0, 0)
    plain = next(each for each in given["audits"] if each["name"] == "plain")
    assert (plain["certified"], plain["refuted"], plain["undecided"], plain["not_backed"]) == (4, 2, 0, [])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("plain/report.json", '"verdict": "refuted"', '"verdict": "certified"', "does not prove what the report says"),
        ("plain/report.json", '"value": "61/100"', '"value": "71/100"', "no proof of its rate"),
        ("plain/report.json", '"k": 2', '"k": 4', "not backed"),
        ("plain/report.json", '"formula": "k/(k+1)"', '"formula": "k/(k+2)"', "does not prove what the report says"),
        ("plain/report.json", '"ties": "model"', '"ties": "shared"', "not backed"),
        ("plain/report.json", '-k1-l1-model.cert"', '-k2-l1-model.cert"', "proves another sentence"),
        ("plain/report.json", '"certificate": "today', '"certificate": "../plain/today', "not proved"),
        ("plain/today.json-k2-l1-model.cert", "rate 2/3", "rate 3/5", "not proved"),
        ("plain/today.json-k2-l1-model-value.cert", "rate 61/100", "rate 60/100", "not proved"),
        ("samples/report.json", '"k": 12', '"k": 11', "does not prove what the report says"),
        ("samples/report.json", '"rate": "9/10"', '"rate": "99/100"', "does not prove what the report says"),
        ("every k/deep <down>/report.json", '"k": 2', '"k": 3', "does not prove what the report says"),
        ("given/report.json", '"formula": "3/4"', '"formula": "4/5"', "does not prove what the report says"),
    ],
)
def test_what_was_changed_by_hand_is_found(file, old, new, said, audits, capsys):
    change(audits / file, old, new)
    code, out = shown(capsys, audits)
    assert code == 1, out
    assert said in out if said != "not backed" else "NOT backed" in out
    assert b"NOT backed" in (audits / "index.html").read_bytes()


def test_a_certificate_that_is_gone_is_missed(audits, capsys):
    (audits / "plain" / "nlhf-k2-l1-model.cert").unlink()
    code, out = shown(capsys, audits)
    assert code == 1
    assert "plain: nlhf-k2-l1-model.cert: not there\n" in out


def test_a_report_without_certificates_claims_what_nothing_backs(audits, capsys):
    change(audits / "shown two" / "report.json", '"certificate": "uniform-k2-l2-model.cert"', '"certificate": null')
    code, out = shown(capsys, audits)
    assert code == 1
    assert "shown two: uniform, k = 2: no certificate was kept; audit again with --out\n" in out


def test_where_there_is_nothing_to_gather_it_says_so(tmp_path, capsys):
    assert main(["index", str(tmp_path / "nosuch")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main(["index", str(tmp_path)]) == 2
    assert "there is no report.json here or below" in capsys.readouterr().err
    (tmp_path / "report.json").write_text("{}")
    assert main(["index", str(tmp_path)]) == 2
    assert "this is no report of an audit" in capsys.readouterr().err


def test_reports_without_a_promise_are_nothing_that_was_checked(tmp_path, capsys):
    (tmp_path / "votes.csv").write_text(VOTES)
    assert main(["solve", "nlhf", str(tmp_path / "votes.csv"), "--out", str(tmp_path / "solved")]) == 0
    code, out = shown(capsys, tmp_path)
    assert code == 2
    assert "1 audit: no promise" in out
