"""`verifier index` gathers reports, and says of every verdict and rate whether its certificate still proves it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from verifier.cli.main import main
from verifier.preferences.quotation import listed

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
    assert [
        '"plain"',
        '"votes.csv"',
        "3",
        "none",
        '"today.json"',
        "k/(k+1)",
        "1",
        "2..3",
        "–",
        "1/2",
        "=",
        "0.500000",
    ] in rows
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
    assert b'<a href="plain/report.html">&#34;plain&#34;</a>' in page
    assert b'<a href="every%20k/deep%20%3Cdown%3E/report.html">&#34;every k/deep &lt;down&gt;&#34;</a>' in page
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
        ("plain/report.json", '"certificate": "today', '"certificate": "../plain/today', "not there"),
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


def rewrite(path, edit):
    """Change the report at ``path`` by ``edit``, which is given its findings by claim, policy and k, and all of it."""
    report = json.loads(path.read_text(encoding="utf-8"))
    edit({(each["claim"], each.get("policy"), each.get("k")): each for each in report["findings"]}, report)
    path.write_text(json.dumps(report), encoding="utf-8")


def against_everyone(findings, _):
    for each in findings.values():
        if each["claim"] == "win-rate":
            each |= {"claim": "robust", "against": None, "value": None}


def another_opponent(findings, _):
    for each in findings.values():
        if each["claim"] == "robust":
            each["against"] = "other.json"


def above_the_barrier(findings, _):
    findings["robust-every-k", "uniform", None]["formula"] = "1"


def every_k_against_three(findings, _):
    findings["robust-every-k", "uniform", None]["l"] = 3


def every_k_with_ties_lost(findings, _):
    findings["robust-every-k", "uniform", None]["ties"] = "opponent"


def a_rate_that_nobody_decided(findings, _):
    findings["robust", "today.json", 1]["value"] = "99/100"
    findings["worst-case", "today.json", 1] |= {"value": "99/100", "verdict": "undecided", "certificate": None}


def policies_change_names(findings, _):
    other = {"nlhf": "today.json", "today.json": "nlhf", None: None}
    for each in findings.values():
        each["policy"] = other[each.get("policy")]


def a_policy_that_is_not_listed(_, report):
    del report["policies"][0]


def other_weights(_, report):
    report["policies"][0]["weights"] = {"short": "1"}


def policies_for_a_list_of_samples(_, report):
    report["policies"] = [entry | {"k": [1, 2]} for entry in report["policies"]]


def weights_that_are_none(_, report):
    report["policies"] = [entry | {"weights": ["3/5"]} for entry in report["policies"]]


def more_voters(_, report):
    report["population"]["voters"] = "1000000"


def shares_in_place_of_voters(_, report):
    report["population"]["voters"] = None


def other_responses(_, report):
    report["population"]["responses"] = ["safe", "unsafe", "joke"]


def a_number_of_samples_where_there_is_none(findings, _):
    findings["samples-for", "joke", None]["k"] = 5


@pytest.mark.parametrize(
    ("name", "edit", "said"),
    [
        ("given", against_everyone, "not about the opponent that the report names"),
        ("plain", another_opponent, "not about the opponent that the report names"),
        ("every k/deep <down>", above_the_barrier, "does not prove what the report says"),
        ("every k/deep <down>", every_k_against_three, "does not prove what the report says"),
        ("every k/deep <down>", every_k_with_ties_lost, "does not prove what the report says"),
        ("plain", a_rate_that_nobody_decided, '"today.json", k = 1: no proof of its rate'),
        ("plain", policies_change_names, 'is about another policy than the report lists as "nlhf"'),
        ("plain", a_policy_that_is_not_listed, 'is about another policy than the report lists as "today.json"'),
        ("plain", other_weights, 'is about another policy than the report lists as "today.json"'),
        ("plain", policies_for_a_list_of_samples, 'is about another policy than the report lists as "today.json"'),
        ("plain", weights_that_are_none, 'is about another policy than the report lists as "nlhf"'),
        ("plain", more_voters, "is about other people than the report says: 3 voters and 3 responses"),
        ("plain", shares_in_place_of_voters, "is about other people than the report says"),
        ("plain", other_responses, "is about other people than the report says"),
        ("samples", a_number_of_samples_where_there_is_none, "does not prove what the report says"),
    ],
)
def test_a_report_about_others_than_its_certificates_is_found(name, edit, said, audits, capsys):
    rewrite(audits / name / "report.json", edit)
    code, out = shown(capsys, audits)
    assert code == 1, out
    assert said in out
    assert "NOT backed" in out


def test_all_certificates_of_a_report_are_about_one_population(made, tmp_path, capsys):
    votes, today = tmp_path / "votes.csv", f"file:{made.parent / 'today.json'}"
    for name, text in (("one", VOTES), ("two", VOTES.replace("ann,long,3", "ann,long,6"))):
        votes.write_text(text)
        asked = ["--policy", today, "-k", "1..2", "--rate", "1/10", "--out", str(tmp_path / "audits" / name)]
        assert main(["audit", str(votes), *asked]) == 0
    assert shown(capsys, tmp_path / "audits")[0] == 0
    swapped = "today.json-k2-l1-model.cert"  # the sentence is the same to the last letter, and the people are others
    shutil.copy(tmp_path / "audits" / "two" / swapped, tmp_path / "audits" / "one" / swapped)
    code, out = shown(capsys, tmp_path / "audits")
    assert code == 1
    assert f'"one": "{swapped}": is about another population than "today.json-k1-l1-model.cert"\n' in out
    assert "what is said of 1 of 4 promises is NOT backed by a certificate.\n" in out


def test_a_promise_that_is_said_twice_counts_once(audits, capsys):
    def twice(_, report):
        report["findings"] *= 2

    before = shown(capsys, audits)
    rewrite(audits / "plain" / "report.json", twice)
    assert shown(capsys, audits) == before


def test_the_least_rate_is_only_bounded_where_one_is_not_told(audits, capsys):
    def untold(findings, _):
        findings["robust", "nlhf", 1]["value"] = None

    rewrite(audits / "plain" / "report.json", untold)
    code, out = shown(capsys, audits)
    assert code == 0
    assert "at most 22/27 = 0.814815\n" in out


def test_every_rule_has_its_policy_in_the_report(made, tmp_path, capsys):
    rules = [f"--policy={rule}" for rule in ("all", "self-play", "plurality", "multi-output")]
    asked = [["-k", "1..2", "-l", "1..2"], ["-k", "2", "--samples-for", "4/5"]]
    for i, arguments in enumerate(asked):
        chosen = rules if i == 0 else ["--policy=nlhf", "--policy=uniform"]
        out = ["--out", str(tmp_path / f"audit{i}")]
        assert main(["audit", str(made.parent / "votes.csv"), *chosen, *arguments, *out]) in {0, 1}
    code, out = shown(capsys, tmp_path)
    assert code == 0, out


def test_names_of_folders_and_certificates_may_be_anything(audits, capsys):
    strange = Path(os.fsdecode(bytes(audits) + b"/\xff"))
    strange.mkdir()
    (strange / "report.json").write_bytes((audits / "plain" / "report.json").read_bytes())
    change(audits / "plain" / "report.json", "today.json-k1-l1-model.cert", "x" * 5000)
    code, out = shown(capsys, audits)
    assert code == 1
    assert '\\\\xff": "today.json-k1-l1-model.cert": not there\n' in out
    assert f'"plain": "{"x" * 5000}": not there\n' in out


@pytest.mark.parametrize("voters", [7, True, ["3"], {"3": 3}])
def test_a_report_whose_voters_are_no_text_is_refused(voters, audits, capsys):
    rewrite(audits / "plain" / "report.json", lambda _, report: report["population"].update(voters=voters))
    assert main(["index", str(audits)]) == 2
    assert "'voters' is " in capsys.readouterr().err


def test_an_exact_rate_of_thousands_of_digits_is_compared(made, tmp_path, capsys):
    (tmp_path / "fine.json").write_text('{"short": "0.6001", "long": "0.3", "joke": "0.0999"}')
    asked = [
        "--policy",
        f"file:{tmp_path / 'fine.json'}",
        "-k",
        "700",
        "--rate",
        "0.9",
        "--out",
        str(tmp_path / "long"),
    ]
    assert main(["audit", str(made.parent / "votes.csv"), *asked]) == 0
    value = json.loads((tmp_path / "long" / "report.json").read_text())["findings"][1]["value"]
    assert len(value) > 4096
    assert shown(capsys, tmp_path)[0] == 0


def test_a_certificate_that_is_gone_is_missed(audits, capsys):
    (audits / "plain" / "nlhf-k2-l1-model.cert").unlink()
    code, out = shown(capsys, audits)
    assert code == 1
    assert '"plain": "nlhf-k2-l1-model.cert": not there\n' in out


def test_a_report_without_certificates_claims_what_nothing_backs(audits, capsys):
    change(audits / "shown two" / "report.json", '"certificate": "uniform-k2-l2-model.cert"', '"certificate": null')
    code, out = shown(capsys, audits)
    assert code == 1
    assert '"shown two": "uniform", k = 2: no certificate was kept; audit again with --out\n' in out


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
    assert "1 audit: no promise; there is no verdict to prove.\n" in out


def test_verdicts_that_claim_nothing_are_nothing_that_was_checked(audits, capsys):
    def undecided(findings, report):
        report["findings"] = [each | {"verdict": "undecided", "value": None} for each in findings.values()]

    rewrite(audits / "plain" / "report.json", undecided)
    code, out = shown(capsys, audits / "plain")
    assert code == 2
    assert "1 audit: 6 undecided; there is no verdict to prove.\n" in out


def test_one_verdict_is_told_as_one(made, tmp_path, capsys):
    assert main(["audit", str(made.parent / "votes.csv"), "--policy=uniform", "-k=2", "--out", str(tmp_path)]) == 0
    code, out = shown(capsys, tmp_path)
    assert code == 0
    assert "1 audit: 1 certified; the certificates prove the verdict, checked now.\n" in out


def test_what_a_report_leaves_out_is_counted_and_named(audits, capsys):
    path = audits / "plain" / "report.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    left = [each for each in report["findings"] if each["verdict"] == "refuted"]
    report["findings"] = [each for each in report["findings"] if each not in left]
    path.write_text(json.dumps(report), encoding="utf-8")
    names = sorted(f"plain/{each['certificate']}" for each in left)
    code, out = shown(capsys, audits)
    assert code == 0
    assert f"{len(names)} certificates in these folders are used by no report: {listed(names)}. " in out
    page = (audits / "index.html").read_text(encoding="utf-8")
    assert all(name in page for name in names)
    assert json.loads(shown(capsys, audits, "--format", "json")[1])["unused"] == names


def test_the_banner_is_green_only_if_every_promise_is_certified(made, tmp_path, capsys):
    audits = shutil.copytree(made / "plain", tmp_path / "audits" / "plain").parent
    assert shown(capsys, audits)[0] == 0
    assert '<p class="verdict refuted">1 audit: 4 certified, 2 refuted' in (audits / "index.html").read_text("utf-8")
    assert main(["audit", "gallery:three-cycle", "-k", "1", "--out", str(audits / "plain")]) == 0
    assert shown(capsys, audits)[0] == 0
    assert '<p class="verdict certified">1 audit: 1 certified' in (audits / "index.html").read_text("utf-8")
    (audits / "plain" / "left.cert").write_text("")
    assert shown(capsys, audits)[0] == 0
    assert '<p class="verdict undecided">1 audit: 1 certified' in (audits / "index.html").read_text("utf-8")


def test_pipes_below_a_folder_are_passed_over(audits, capsys):
    os.mkfifo(audits / "plain" / "pipe.cert")
    (audits / "pipe").mkdir()
    os.mkfifo(audits / "pipe" / "report.json")
    code, out = shown(capsys, audits)
    assert code == 0
    assert "used by no report" not in out
    assert main(["check", str(audits)]) == 0
    assert "pipe.cert" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"voters": "3"', '"voters": "3 (certified)"', "'voters' is '3 (certified)'; wanted digits, or null"),
        ('"ties": "model"', '"ties": "model, certified"', "'ties' is 'model, certified'; wanted model, opponent"),
        ('"formula": "k/(k+1)"', '"formula": "1/2, certified"', "'formula'"),
    ],
)
def test_a_report_has_no_free_text_where_words_of_ours_stand(old, new, told, audits, capsys):
    change(audits / "plain" / "report.json", old, new)
    assert main(["index", str(audits)]) == 2
    assert told in capsys.readouterr().err


def _another_claim(finding):
    finding["claim"] = "nlhf"


def _an_unknown_claim(finding):
    finding["claim"] = "foo"


def _nothing_decided(finding):
    finding["verdict"] = "undecided"


@pytest.mark.parametrize("edit", [_another_claim, _an_unknown_claim, _nothing_decided])
def test_a_refuted_promise_that_is_made_something_else_leaves_its_certificate_unused(edit, audits, capsys):
    path = audits / "plain" / "report.json"
    report = json.loads(path.read_text())
    refuted = [each for each in report["findings"] if (each["claim"], each["verdict"]) == ("robust", "refuted")]
    names = [f"plain/{each['certificate']}" for each in refuted]
    for each in refuted:
        edit(each)
    path.write_text(json.dumps(report))
    _, out = shown(capsys, audits)
    assert refuted
    assert f"{len(names)} certificates in these folders are used by no report: {listed(sorted(names))}. " in out
    assert '<p class="verdict certified">' not in (audits / "index.html").read_text("utf-8")


def test_every_certificate_of_every_kind_of_finding_is_used(tmp_path, capsys):
    votes = tmp_path / "votes.csv"
    votes.write_text(VOTES)
    asked = {
        "all": ["--policy", "all", "-k", "1..2"],
        "shared": ["--policy", "equilibrium", "--payoff", "shared", "--ties", "shared", "-k", "2"],
        "least": ["--policy", "equilibrium", "--samples-for", "4/5"],
        "ever": ["--policy", "uniform", "-k", "all"],
    }
    for name, arguments in asked.items():
        assert main(["audit", str(votes), *arguments, "--out", str(tmp_path / name)]) in {0, 1}
    assert (
        main(["audit", "gallery:three-cycle", "--policy", "nlhf", "-k", "1..2", "--out", str(tmp_path / "cycle")]) == 0
    )
    code, out = shown(capsys, tmp_path)
    assert code == 0
    assert "used by no report" not in out
