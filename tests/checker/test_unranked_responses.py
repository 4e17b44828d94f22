"""How unranked responses count is part of every proved sentence: in the claim, and in the words of both checkers."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from preloaded import program

from verifier import Population, audit, check_files
from verifier.certificates.certificate import format_certificate
from verifier.certificates.checking import PROVED, second_command
from verifier.claims.nlhf import CondorcetWinner

CORPUS = Path(__file__).resolve().parents[1] / "certificates" / "proved"
READINGS = {
    "all ranked": Population.from_rankings({"a > b": 1, "b > a": 99}),
    "unranked ones tied at the bottom": Population.from_rankings({"a > b": 1, "b": 99}),
    "unranked ones incomparable": Population.from_rankings({"a > b": 1, "b": 99}, unranked="incomparable"),
}
WINNERS = {"all ranked": "b", "unranked ones tied at the bottom": "b", "unranked ones incomparable": "a"}
OLDER = "unranked ones, if any, tied at the bottom"


def sentence_of(text, folder, second):
    """What a checker proves of a certificate."""
    if second and shutil.which("node") is None:
        pytest.skip("node is not installed: the second checker is not run")
    path = folder / "one.cert"
    path.write_text(text, encoding="ascii")
    (outcome,) = check_files([path], command=second_command() if second else None)
    assert outcome.code == PROVED, outcome.sentence
    return outcome.sentence


@pytest.mark.parametrize("second", [False, True], ids=["checker.py", "checker.mjs"])
@pytest.mark.parametrize("reading", READINGS)
def test_the_claim_and_the_checkers_say_how_unranked_responses_count(reading, second, tmp_path):
    people = READINGS[reading]
    verdict = CondorcetWinner(people, people.index[WINNERS[reading]]).decide()
    assert sentence_of(format_certificate(verdict), tmp_path, second).startswith(f"proved: {verdict.claim}")
    assert (
        str(verdict.claim)
        == f'over these 100 voters and 2 responses ({reading}), "{WINNERS[reading]}" is the Condorcet winner'
    )


@pytest.mark.parametrize("second", [False, True], ids=["checker.py", "checker.mjs"])
@pytest.mark.parametrize("reading", READINGS)
def test_a_certificate_of_version_1_says_what_its_bytes_tell(reading, second, tmp_path):
    people = READINGS[reading]
    text = format_certificate(CondorcetWinner(people, people.index[WINNERS[reading]]).decide())
    older = text.replace("certificate 2 ", "certificate 1 ").replace("unranked bottom\n", "")
    told = reading if reading == "unranked ones incomparable" else OLDER
    assert f"2 responses ({told}), " in sentence_of(older, tmp_path, second)


def test_opposite_readings_of_the_same_voters_never_prove_two_things_in_the_same_words():
    promise = {"k": [1], "rate": "1/2"}
    said = {}
    for reading, people in READINGS.items():
        (finding,) = (each for each in audit(people, {"a": 1}, **promise).findings if each.claim == "robust")
        said[reading] = (finding.verdict.value, finding.sentence)
    assert said["unranked ones tied at the bottom"][0] == "refuted"
    assert said["unranked ones incomparable"][0] == "certified"
    assert len({re.sub(r'"a": 1.*', "", sentence) for _, sentence in said.values()}) == len(READINGS)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: the second checker is not run")
def test_both_checkers_say_the_same_of_the_unranked_in_the_whole_corpus():
    files = sorted(CORPUS.glob("*.cert"))
    phrase = re.compile(r"over these [^(]* responses? \(([^()]*)\)")
    first = check_files(files)
    second = check_files(files, command=second_command())
    told = [[phrase.search(each.sentence)[1] for each in outcomes] for outcomes in (first, second)]
    assert told[0] == told[1]
    assert set(told[0]) == {*READINGS, OLDER}


def test_a_caption_an_index_and_a_report_of_a_folder_say_it(tmp_path):
    for place, people in enumerate(READINGS.values()):
        audit(people, "nlhf", k=[1], out=tmp_path / str(place))
    tex = [(tmp_path / str(place) / "report.tex").read_text(encoding="utf-8") for place in range(len(READINGS))]
    for text, reading in zip(tex, READINGS, strict=True):
        assert f"(100 voters and 2 responses, {reading})" in text
    answer = subprocess.run([*program(), "index", tmp_path], capture_output=True, text=True, check=True)
    rows = [line for line in answer.stdout.splitlines() if "population" in line and "100" in line]
    assert [reading.removeprefix("unranked ones ") for reading in READINGS] == [
        re.search(r"100  (none|tied at the bottom|incomparable)", row)[1].replace("none", "all ranked") for row in rows
    ]


def test_a_report_that_reads_unranked_responses_otherwise_is_not_backed(tmp_path):
    audit(READINGS["unranked ones tied at the bottom"], "nlhf", k=[1], out=tmp_path)
    path = tmp_path / "report.json"
    text = path.read_text(encoding="utf-8")
    assert subprocess.run([*program(), "index", tmp_path], capture_output=True, check=False).returncode == 0
    path.write_text(text.replace('"unranked": "bottom"', '"unranked": "incomparable"'), encoding="utf-8")
    answer = subprocess.run([*program(), "index", tmp_path], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "does not read unranked responses as the report says" in answer.stdout


def test_an_index_of_certificates_of_version_1_does_not_say_more_than_they_tell(tmp_path):
    audit(READINGS["unranked ones tied at the bottom"], "nlhf", k=[1], out=tmp_path)
    for path in tmp_path.glob("*.cert"):
        text = path.read_text(encoding="ascii")
        older = text.replace("certificate 2 ", "certificate 1 ").replace("unranked bottom\n", "")
        path.write_text(older, encoding="ascii")
    path = tmp_path / "report.json"
    text = path.read_text(encoding="utf-8").replace(" (unranked ones tied at the bottom)", "")
    path.write_text(text.replace('"complete": false', '"complete": true'), encoding="utf-8")
    answer = subprocess.run([*program(), "index", tmp_path], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    assert "none, or tied at the bottom" in answer.stdout
