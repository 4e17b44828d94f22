"""The main job on real populations: what it finds is published or proved elsewhere; certificates are checked again."""

import json
import subprocess
from pathlib import Path

import pytest
from preloaded import program

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
PREFLIB = DATA / "preflib"

pytestmark = pytest.mark.skipif(not PREFLIB.is_dir(), reason="the real populations are not beside the project")


def verifier(*arguments):
    command = [*program(), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def audit(path, *arguments, out):
    done = verifier("audit", path, *arguments, "--format", "json", "--out", out)
    assert done.stderr == f"page: {out / 'report.html'}\n"
    report = json.loads(done.stdout)
    assert report["exit_code"] == done.returncode
    checked = verifier("check", out)
    assert checked.returncode == 0, checked.stdout
    assert len(checked.stdout.splitlines()) == len(report["findings"])
    return report


def nlhf(report):
    return report["policies"][0]["weights"]


def robust(report):
    return {finding["k"]: finding for finding in report["findings"] if finding["claim"] == "robust"}


def test_sushi_collapses_to_tamago(tmp_path):
    report = audit(PREFLIB / "00014-sushi/00014-00000001.soc", "-k", "1..10", out=tmp_path)
    assert report["condorcet_winner"] == "tamago (egg)"
    assert nlhf(report) == {"tamago (egg)": "1"}
    assert report["policies"][0]["unique"] is True
    assert {finding["value"] for finding in robust(report).values()} == {"3523/5000"}
    verdicts = {k: finding["verdict"] for k, finding in robust(report).items()}
    assert verdicts == {k: "certified" if k <= 2 else "refuted" for k in range(1, 11)}
    assert report["exit_code"] == 1
    (collapse,) = [finding for finding in report["findings"] if finding["claim"] == "collapse"]
    assert (collapse["winner"], collapse["value"], collapse["verdict"]) == ("tamago (egg)", "3523/5000", "certified")


@pytest.mark.parametrize(
    ("path", "weights"),
    [
        ("00052-f1seasons/00052-00000007.soc", ["3/5", "1/5", "1/5"]),
        ("00008-glasgow/00008-00000009.toc", ["602/709", "86/709", "21/709"]),
        ("00043-cycling/00043-00000076.soc", ["5/9", "1/3", "1/9"]),
    ],
)
def test_nlhf_mixes_where_no_response_beats_all_others(path, weights, tmp_path):
    report = audit(PREFLIB / path, "-k", "1..3", out=tmp_path)
    assert report["condorcet_winner"] is None
    assert sorted(nlhf(report).values()) == sorted(weights)
    assert report["policies"][0]["unique"] is True


def test_mylaps_mixes_five_responses_over_the_denominator_85(tmp_path):
    report = audit(PREFLIB / "00049-mylaps/00049-00000225.soc", "-k", "1", out=tmp_path)
    assert len(nlhf(report)) == 5
    assert max(int(weight.partition("/")[2]) for weight in nlhf(report).values()) == 85


def test_the_t_shirt_survey_has_several_nlhf_policies(tmp_path):
    report = audit(PREFLIB / "00012-shirt/00012-00000001.soc", "-k", "1..3", out=tmp_path)
    (policy,) = report["policies"]
    assert policy["unique"] is False
    assert policy["dimension"] == 1
    (face,) = [finding for finding in report["findings"] if finding["claim"] == "nlhf-face"]
    assert (face["dimension"], face["verdict"]) == (1, "certified")


def test_a_hundred_people_on_six_statements(tmp_path):
    report = audit(DATA / "llm/chatbot_generation.toc", out=tmp_path)
    assert report["population"]["voters"] == "100"
    assert len(report["population"]["responses"]) == 6
    assert {finding["verdict"] for finding in robust(report).values()} <= {"certified", "refuted"}


@pytest.mark.parametrize("path", sorted(PREFLIB.glob("*/*.*")) if PREFLIB.is_dir() else [], ids=lambda path: path.name)
def test_every_real_file_goes_through_the_whole_path(path, tmp_path):
    report = audit(path, "-k", "2", "--policy", "uniform", out=tmp_path)
    assert report["exit_code"] in {0, 1}
    assert [finding["verdict"] for finding in report["findings"] if finding["claim"] == "condorcet-winner"] == [
        "certified"
    ]
