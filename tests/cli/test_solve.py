"""`verifier solve`, `-k all` and `--policy all`: published numbers come out, each with a certificate that is proved."""

import json
import subprocess
from fractions import Fraction

import pytest
from preloaded import program

from verifier.audits.assemble import proved_values
from verifier.report.finding import Finding, Word

SIX = ["abcdef", "cfedab", "dafbec", "bcdfea", "edacfb", "febdac"]
SEVEN = ["".join(str((b + j * a) % 7) for j in range(7)) for a in (1, 2, 4) for b in range(7)]


def verifier(*arguments, cwd):
    command = [*program(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)


def write(folder, name, orders):
    rows = [{"count": count, "ranking": " > ".join(order)} for order, count in orders]
    (folder / name).write_text(json.dumps({"format": "verifier-population/1", "rankings": rows}))


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "six.json", [(order, 1) for order in SIX])
    write(tmp_path, "cycle.json", [("abc", 1), ("bca", 1), ("cab", 1)])
    write(tmp_path, "two.json", [("ab", 3), ("ba", 2)])
    return tmp_path


def run(folder, *arguments, code=0):
    done = verifier(*arguments, "--format", "json", "--out", "out", cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert all(finding["certificate"] for finding in report["findings"])
    checked = verifier("check", "out", cwd=folder)
    assert checked.returncode == 0, checked.stdout
    return report


def findings(report, claim):
    return [finding for finding in report["findings"] if finding["claim"] == claim]


def test_the_best_k_output_policies_of_the_six_voters(folder):
    report = run(folder, "solve", "multi-output", "six.json", "-k", "1..3")
    assert [finding["upper"] for finding in findings(report, "best-rate")] == ["87/146", "53/66", "11/12"]
    assert [finding["value"] for finding in findings(report, "worst-case")] == ["87/146", "53/66", "11/12"]
    assert all("lottery" in policy for policy in report["policies"])


def test_the_best_product_policies_of_the_six_voters_to_twelve_digits(folder):
    report = run(folder, "solve", "optimal", "six.json", "-k", "1..3")
    for finding, start in zip(findings(report, "best-rate"), (595890410958, 747541496093, 826786056908), strict=True):
        lower, upper = Fraction(finding["lower"]), Fraction(finding["upper"])
        assert upper - lower <= Fraction(1, 10**12)
        assert Fraction(start, 10**12) <= lower <= upper <= Fraction(start + 1, 10**12)


def test_a_narrower_bracket_is_made_where_it_is_asked_for(folder):
    report = run(folder, "solve", "optimal", "six.json", "-k", "2", "--gap", "1e-30")
    (finding,) = findings(report, "best-rate")
    assert Fraction(finding["upper"]) - Fraction(finding["lower"]) <= Fraction(1, 10**30)


def test_the_equilibrium_of_the_three_cycle_is_uniform(folder):
    report = run(folder, "solve", "equilibrium", "cycle.json", "-k", "1..3")
    assert all(policy["weights"] == {"a": "1/3", "b": "1/3", "c": "1/3"} for policy in report["policies"])
    assert [finding["value"] for finding in findings(report, "worst-case")] == ["2/3", "22/27", "8/9"]
    assert [finding["epsilon"] for finding in findings(report, "epsilon-equilibrium")] == ["0", "0", "0"]


def test_equilibria_of_two_responses_under_both_payoffs(folder):
    report = run(folder, "solve", "equilibrium", "two.json", "-k", "1,2")
    assert report["policies"][0]["weights"] == {"a": "3/5", "b": "2/5"}
    first, second = (Fraction(finding["value"]) for finding in findings(report, "worst-case"))
    assert first == Fraction(19, 25)
    assert Fraction(878775, 10**6) <= second <= Fraction(878776, 10**6)
    assert Fraction(550510, 10**6) <= Fraction(report["policies"][1]["weights"]["a"]) <= Fraction(550511, 10**6)
    assert all(Fraction(each["epsilon"]) <= Fraction(1, 2**100) for each in findings(report, "epsilon-equilibrium"))
    shared = run(folder, "solve", "equilibrium", "two.json", "-k", "2", "--payoff", "shared")
    assert shared["policies"][0]["weights"] == {"a": "4/5", "b": "1/5"}


def test_all_policies_side_by_side(folder):
    report = run(folder, "audit", "six.json", "--policy", "all", "-k", "2", code=1)  # borda
    rates = {finding["policy"]: Fraction(finding["value"]) for finding in findings(report, "robust")}
    upper = {finding["policy"]: Fraction(finding["upper"]) for finding in findings(report, "best-rate")}
    assert rates["multi-output"] >= upper["optimal"] >= rates["equilibrium"] >= Fraction(2, 3)
    assert upper["optimal"] - rates["optimal"] <= Fraction(1, 10**12)
    assert set(rates) == {"nlhf", "borda", "equilibrium", "optimal", "multi-output"}


def test_every_k_at_once(folder):
    report = run(folder, "audit", "cycle.json", "-k", "all")
    (every,) = findings(report, "robust-every-k")
    assert every["verdict"] == "certified"
    report = run(folder, "audit", "two.json", "-k", "all", code=1)
    (every,) = findings(report, "robust-every-k")
    assert (every["verdict"], every["k"], every["value"]) == ("refuted", 2, "3/5")
    (limit,) = findings(report, "limit")
    assert limit["value"] == "3/5"


def test_many_output_opponents_of_a_large_population_are_bounded(tmp_path):
    rows = [(SEVEN[i % 21][: 7 - i % 3] + SEVEN[i % 21][7 - i % 3 :], 1) for i in range(21)]
    write(tmp_path, "seven.json", rows)
    report = run(tmp_path, "audit", "seven.json", "--policy", "uniform", "-k", "3", "-l", "1..3")
    assert [finding["verdict"] for finding in findings(report, "robust")] == ["certified"] * 3


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["solve", "borda", "six.json"], "borda"),
        (["solve", "equilibrium", "six.json", "--payoff", "half"], "strict or shared"),
        (["solve", "equilibrium", "six.json", "--payoff", "weak"], "guarantee"),
        (["solve", "optimal", "six.json", "--gap", "0"], "--gap"),
        (["solve", "optimal", "six.json", "--gap", "tiny"], "tiny"),
        (["audit", "six.json", "--policy", "optimal", "-k", "all"], "optimal"),
        (["audit", "six.json", "--policy", "optimal", "--samples-for", "1/2", "--ties", "half"], "half"),
        (["audit", "six.json", "-k", "all", "--ties", "shared"], "-k all"),
    ],
)
def test_what_has_no_answer_is_refused_in_one_line(arguments, wanted, folder):
    done = verifier(*arguments, cwd=folder)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert wanted in done.stderr


def test_the_best_fixed_sets_of_the_seven_candidates(tmp_path):
    write(tmp_path, "seven.json", [(order, 1) for order in SEVEN])
    report = run(tmp_path, "solve", "winning-set", "seven.json", "-k", "1..3")
    found = [(finding["lower"], finding["upper"]) for finding in findings(report, "best-rate")]
    assert found == [("1/3", "1/3"), ("10/21", "10/21"), ("5/7", "5/7")]


def test_the_condorcet_dimensions(folder):
    for name, dimension in (("six.json", 3), ("cycle.json", 2), ("two.json", 1)):
        report = run(folder, "solve", "condorcet-dimension", name)
        (finding,) = findings(report, "condorcet-dimension")
        assert finding["dimension"] == dimension
        assert len(finding["winning"]) == dimension


def test_responses_left_out_and_incomparable_are_not_located_and_the_report_shows_why(tmp_path):
    (tmp_path / "people.json").write_text(
        json.dumps(
            {
                "format": "verifier-population/1",
                "responses": ["a", "b", "c"],
                "rankings": [{"count": 1, "ranking": "b > a"}],
            }
        )
    )
    done = verifier(
        "solve", "equilibrium", "people.json", "-k", "1", "--unranked", "incomparable", "--format", "json", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert findings(report, "equilibria-located") == []
    (finding,) = findings(report, "not-monotone")
    assert finding["verdict"] == "certified"


def test_where_nlhf_is_not_unique_all_of_its_policies_are_spoken_of(tmp_path):
    write(tmp_path, "tied.json", [("ab", 1), ("ba", 1)])
    report = run(tmp_path, "audit", "tied.json", "-k", "2", code=0)
    assert report["policies"][0]["dimension"] == 1
    (every,), (some,) = findings(report, "nlhf-every"), findings(report, "nlhf-some")
    assert (every["upper"], some["upper"]) == ("7/8", "1/2")


def test_exact_rates_against_many_outputs_on_request(tmp_path):
    orders = [
        "".join("abcdefghijklmnopqrstuvwxyz"[(7 * i + j * (1 + i % 5)) % 23] for j in range(23)) for i in range(40)
    ]
    write(tmp_path, "many.json", [(order, 1) for order in orders])
    wanted = ("audit", "many.json", "--policy", "uniform", "-k", "2", "-l", "4")
    quick = run(tmp_path, *wanted)
    exact = run(tmp_path, *wanted, "--exact")
    (one,), (other,) = findings(quick, "robust"), findings(exact, "robust")
    assert one["verdict"] == other["verdict"] == "certified"
    assert other["value"] is not None


def test_a_fixed_set_is_audited_against_as_many_outputs_as_asked(folder):
    report = run(folder, "audit", "six.json", "--policy", "winning-set", "-k", "2", "-l", "1,2", "--rate", "1/4")
    assert [(finding["l"], finding["value"]) for finding in findings(report, "robust")] == [(1, "1/2"), (2, "1/3")]


def test_bounds_from_above_are_never_rounded_down(tmp_path):
    write(tmp_path, "two.json", [("abc", 1), ("cba", 1)])
    done = verifier("audit", "two.json", "-k", "2", cwd=tmp_path)
    (line,) = [line for line in done.stdout.splitlines() if "every NLHF policy" in line]
    shown = Fraction(line.partition("at most ")[2].split(" ")[0])
    assert shown**2 + 4 * shown + 4 >= 8  # shown >= 2√2 − 2, which the best NLHF policy reaches


def test_one_policy_beyond_a_limit_leaves_the_others_their_answers(folder):
    done = verifier(
        "audit", "six.json", "--policy", "nlhf", "--policy", "self-play", "-k", "201", "--format", "json", cwd=folder
    )
    report = json.loads(done.stdout)
    verdicts = {finding["policy"]: finding["verdict"] for finding in findings(report, "robust")}
    assert verdicts == {"nlhf": "refuted", "self-play": "undecided"}
    assert done.returncode == report["exit_code"] == 1


@pytest.mark.parametrize("rule", ["equilibrium", "optimal", "all", "nlhf"])
def test_a_rule_and_a_response_of_one_name_clash(rule, tmp_path):
    write(tmp_path, "people.json", [([rule, "other"], 1)])
    done = verifier("audit", "people.json", "--policy", rule, "-k", "1", cwd=tmp_path)
    assert done.returncode == 2
    assert f"rule:{rule} or response:{rule}" in done.stderr
    for settled in (f"rule:{rule}", f"response:{rule}"):
        assert verifier("audit", "people.json", "--policy", settled, "-k", "1", cwd=tmp_path).returncode in {0, 1}


def test_what_audit_certifies_check_proves_with_its_own_budget(tmp_path):
    orders = ["".join("abcdefgh"[(3 * i + j * (1 + 2 * (i % 4))) % 8] for j in range(8)) for i in range(60)]
    write(tmp_path, "people.json", [(order, 1 + i) for i, order in enumerate(orders) if len(set(order)) == 8])
    report = run(tmp_path, "audit", "people.json", "--policy", "equilibrium", "-k", "3")
    assert findings(report, "equilibrium-near")[0]["verdict"] == "certified"


def test_every_policy_has_a_file_of_its_own(folder):
    report = run(folder, "solve", "optimal", "cycle.json", "-k", "1..2", "-l", "1..2")
    files = sorted(path.name for path in (folder / "out").glob("policy*.json"))
    assert files == ["policy-k1-l2.json", "policy-k1.json", "policy-k2-l2.json", "policy-k2.json"]
    assert len(report["policies"]) == len(files)
    for entry in report["policies"]:
        shown = "" if entry["l"] == 1 else f"-l{entry['l']}"
        kept = json.loads((folder / "out" / f"policy-k{entry['k']}{shown}.json").read_text())
        assert {name: weight for name, weight in kept.items() if weight != "0"} == entry["weights"]


def test_what_was_not_proved_is_not_called_unique():
    findings = [Finding("equilibrium-near", word, "", unique=True) for word in (Word.UNDECIDED, Word.CERTIFIED)]
    assert [finding.unique for finding in proved_values(findings)] == [None, True]
