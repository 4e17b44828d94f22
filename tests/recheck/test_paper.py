"""A paper is held to its certificates: every number that is quoted is proved, and every forgery is found."""

import json
import re
import shutil
import subprocess

import pytest
from preloaded import program

from verifier import Policy, Population, audit
from verifier.audits.question import Question
from verifier.audits.solve import solve
from verifier.cli.main import main
from verifier.errors import InputError
from verifier.preferences.gallery.named import gallery
from verifier.recheck.paper.claims import check_paper
from verifier.report.latex.macros import SAYS, said_by
from verifier.report.pages.paper import Standing

PEOPLE = Population.from_rankings(["short > long > joke", "joke > short > long", "long > joke > short"])
TODAY = Policy.from_weights({"short": "3/5", "long": "3/10", "joke": "1/10"}, PEOPLE.responses)
RATE = "verifierPolicyKTwoRate"
VALUE = "policy-k2-l1-model-value.cert"


def written(folder, text, name="main.tex"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.fixture
def paper(tmp_path):
    """A paper that quotes one number and one table of an audit of one policy."""
    audit(PEOPLE, TODAY, k=[1, 2], out=tmp_path / "reports")
    return written(tmp_path, f"\\input{{reports/report}}\n\\{RATE} \\verifierPolicyTable \\verifierPolicyCaption\n")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def standings(found):
    return {each.name: each.standing for each in found.quoted if each.standing is not Standing.UNUSED}


def the(found, name):
    (one,) = [each for each in found.quoted if each.name == name]
    return one


def test_a_number_a_table_with_its_rows_and_a_caption_are_equal_to_what_is_proved(paper):
    found = check_paper(paper)
    assert found.exit_code == 0
    used = standings(found)
    assert set(used.values()) == {Standing.EQUAL}
    assert {RATE, "verifierPolicyKOneOpponent", "verifierPolicyTable", "verifierPolicyCaption"} <= set(used)
    assert the(found, "verifierVoters").standing is Standing.UNUSED


def test_macros_of_the_first_version_have_names_without_quotes_and_are_still_compared(paper):
    macros = paper.parent / "reports" / "report.tex"
    text = macros.read_text(encoding="utf-8")
    assert text.startswith("% verifier-latex/2:")
    assert r"\texttt{\char34}joke\texttt{\char34}" in text
    macros.write_text(text.replace("verifier-latex/2", "verifier-latex/1").replace(r"\texttt{\char34}", ""))
    assert set(standings(check_paper(paper)).values()) == {Standing.EQUAL}
    edit(macros, "% verifier-latex/1:", "% verifier-latex/2:")
    assert the(check_paper(paper), "verifierPolicyKTwoOpponent").standing is Standing.DIFFERS


def test_a_caption_calls_no_name_a_word_of_ours(paper):
    macros = paper.parent / "reports" / "report.tex"
    edit(macros, "samples of policy on", "samples of certified on")
    assert the(check_paper(paper), "verifierPolicyCaption").standing is Standing.DIFFERS
    edit(macros, '"policy": "policy"', '"policy": "certified"')
    assert the(check_paper(paper), "verifierPolicyCaption").standing is Standing.DIFFERS


AUDITS = {
    "cycle": (PEOPLE, {"policies": ["nlhf", "uniform", TODAY, "short"], "k": [1, 3], "l": [1, 2]}),
    "solved": (PEOPLE, {"policies": ["equilibrium", "optimal", "multi-output"], "k": [1, 2]}),
    "every": (PEOPLE, {"policies": [TODAY, "uniform"], "k": "all"}),
    "rules": (PEOPLE, {"policies": ["equilibrium", "multi-output"], "samples_for": "4/5", "k": [1], "l": [1, 2]}),
    "samples": (PEOPLE, {"policies": [TODAY], "samples_for": "9/10"}),
    "never": (PEOPLE, {"policies": ["joke"], "samples_for": "99/100", "l": [1, 2]}),
    "against": (PEOPLE, {"policies": [TODAY, "joke"], "opponent": TODAY, "k": [1, 2]}),
    "ties": (Population.from_rankings(["a = b > c", "c > a = b"]), {"policies": ["uniform", "nlhf"], "ties": "shared"}),
    "face": (Population.from_rankings(["a = b > c", "c > a = b"]), {"policies": ["nlhf"], "k": [2]}),
    "shares": (gallery("half-barrier", epsilon="1/10"), {"policies": ["nlhf"], "k": [1, 2]}),
    "names": (
        Population.from_rankings({'R&D "x" > 寿司 100%': 2, '寿司 100% > R&D "x"': 1}),
        {"policies": ["nlhf", "寿司 100%"], "k": [2]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AUDITS)
def test_what_the_report_says_of_every_kind_of_claim_is_what_the_certificates_prove(name, tmp_path):
    people, asked = AUDITS[name]
    audit(people, out=tmp_path, **asked)
    text = (tmp_path / "report.tex").read_text(encoding="ascii")
    macros = re.findall(r"^\\newcommand\{\\([A-Za-z]+)\}", text, re.MULTILINE)
    assert len(set(macros)) == len(macros) > 3
    found = check_paper(written(tmp_path, "\\input report\n" + " ".join(f"\\{macro}" for macro in macros)))
    assert [each for each in found.quoted if each.standing is not Standing.EQUAL] == []
    assert len(found.quoted) == len(macros)


def test_every_kind_of_number_is_met_in_these_audits():
    said = set()
    for people, asked in AUDITS.values():
        said |= {says for _, says in said_by(audit(people, **asked))}
    said |= {says for _, says in said_by(solve(PEOPLE, "condorcet-dimension", Question((1,), (1,)), source="p"))}
    assert set(SAYS) <= said


@pytest.mark.parametrize(
    ("old", "new"), [("{61/100}", "{62/100}"), ("{0.610000}", "{0.62}"), ("{refuted}", "{certified}")]
)
def test_a_value_edited_by_hand_is_found(old, new, paper):
    edit(paper.parent / "reports" / "report.tex", old, new)
    found = check_paper(paper)
    assert found.exit_code == 1
    (wrong,) = [each for each in found.quoted if each.standing is Standing.DIFFERS]
    assert new.strip("{}") in wrong.stands
    assert old.strip("{}") in wrong.proved


def test_a_certificate_of_another_number_in_its_place_is_found(paper):
    folder = paper.parent / "reports"
    shutil.copy(folder / "policy-k1-l1-model-value.cert", folder / VALUE)
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, RATE).standing is Standing.DIFFERS
    assert the(found, RATE).proved == r"\ensuremath{1/2}"


def test_a_certificate_with_the_same_sentence_about_other_people_is_found(tmp_path):
    others = Population.from_rankings(["b > a > c", "a > c > b", "c > b > a"])
    people = Population.from_rankings(["a > b > c", "b > c > a", "c > a > b"])
    for name, each in (("reports", people), ("others", others)):
        audit(each, "uniform", k=2, out=tmp_path / name)
    cert = "uniform-k2-l1-model-value.cert"
    paper = written(tmp_path, r"\input{reports/report} \verifierUniformKTwoRate")
    assert check_paper(paper).exit_code == 0
    shutil.copy(tmp_path / "others" / cert, tmp_path / "reports" / cert)
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, "verifierUniformKTwoRate").reason == "the certificate is about another population"


def test_a_deleted_certificate_is_found_and_if_all_are_gone_nothing_was_checked(paper):
    folder = paper.parent / "reports"
    (folder / VALUE).unlink()
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, RATE).standing is Standing.MISSING
    for path in folder.glob("*.cert"):
        path.unlink()
    written(paper.parent, rf"\input{{reports/report}} \{RATE}")
    assert check_paper(paper).exit_code == 2


def test_a_certificate_that_is_not_proved_is_found(paper):
    edit(paper.parent / "reports" / VALUE, "rate 61/100", "rate 62/100")
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, RATE).standing is Standing.NOT_PROVED


def test_a_macro_under_the_name_of_another_is_found(paper):
    """The line of k = 1 with value, comment and certificate, under the name of k = 2."""
    path = paper.parent / "reports" / "report.tex"
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    one = next(line for line in lines if r"{\verifierPolicyKOneRate}" in line)
    two = next(i for i, line in enumerate(lines) if rf"{{\{RATE}}}" in line)
    lines[two] = one.replace("KOne", "KTwo")
    path.write_text("".join(lines), encoding="ascii")
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, RATE).reason == r"the name does not say what is proved; that is \verifierPolicyKOneRate"


def test_numbers_of_one_policy_under_the_name_of_another_are_found(tmp_path):
    audit(PEOPLE, ["uniform", "short"], k=2, out=tmp_path)
    path = tmp_path / "report.tex"
    text = path.read_text(encoding="ascii").replace("Short", "@").replace("Uniform", "Short").replace("@", "Uniform")
    text = text.replace(': "short"', "@").replace(': "uniform"', ': "short"').replace("@", ': "uniform"')
    path.write_text(text, encoding="ascii")
    found = check_paper(written(tmp_path, r"\input{report} \verifierUniformKTwoRate"))
    assert found.exit_code == 1
    assert "report.json beside it does not list" in the(found, "verifierUniformKTwoRate").reason
    report = tmp_path / "report.json"
    text = report.read_text(encoding="utf-8")
    text = text.replace('"policy": "short"', "@").replace('"policy": "uniform"', '"policy": "short"')
    report.write_text(text.replace("@", '"policy": "uniform"'), encoding="utf-8")
    found = check_paper(tmp_path / "main.tex")
    assert found.exit_code == 1
    assert "is about another policy than report.json" in the(found, "verifierUniformKTwoRate").reason


@pytest.mark.parametrize(
    "forgery",
    [
        r"\renewcommand{\verifierPolicyKTwoRate}{9/10}",
        r"\def\verifierPolicyKTwoRate{9/10}",
        r"\let\verifierPolicyKTwoRate\relax",
        r"\gdef \verifierPolicyKTwoRate{9/10}",
        r"\expandafter\def\csname verifierPolicyKTwoRate\endcsname{9/10}",
        r"\makeatletter\@namedef{verifierPolicyKTwoRate}{9/10}",
    ],
)
@pytest.mark.parametrize("place", ["main.tex", "sections/more.tex", "reports/report.tex"])
def test_a_macro_that_is_defined_again_is_found(forgery, place, paper):
    (paper.parent / "sections").mkdir()
    written(paper.parent, "more\n", "sections/more.tex")
    edit(paper, "\n", "\n\\include{sections/more}\n")
    with (paper.parent / place).open("a", encoding="utf-8") as file:
        file.write(forgery + "\n")
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, RATE).standing is Standing.DIFFERS
    assert str(paper.parent / place) in the(found, RATE).reason


DEFINITIONS = [
    r"\csdef{NAME}{9/10}", r"\csgdef{NAME}{9/10}", r"\cslet{NAME}\mine", r"\letcs{\NAME}{mine}", r"\csundef{NAME}",
    r"\renewrobustcmd*{\NAME}{9/10}", r"\newrobustcmd\NAME{9/10}", r"\providerobustcmd{\NAME}{9/10}",
    r"\patchcmd{\NAME}{61}{62}{}{}", r"\patchcmd[\def]{\NAME}{61}{62}{}{}", r"\apptocmd\NAME{0}{}{}",
    r"\xpretocmd{\NAME}{1}{}{}", r"\appto\NAME{0}", r"\gpreto{\NAME}{1}", r"\let\NAME=\mine", r"\glet\NAME\mine",
    r"\futurelet\NAME\mine", r"\global\long\def \NAME {9/10}", r"\edef\NAME{9/10}", r"\xdef\NAME{9/10}",
    r"\protected@edef\NAME{9/10}", r"\providecommand\NAME{9/10}", r"\DeclareRobustCommand*{\NAME}{9/10}",
    r"\NewDocumentCommand\NAME{}{9/10}", r"\RenewExpandableDocumentCommand{\NAME}{}{9/10}",
    r"\ProvideDocumentCommand\NAME{}{9/10}", r"\expandafter\let\csname NAME\endcsname\mine",
    r"\expandafter\gdef\csname NAME\endcsname{9/10}", r"\DeclareMathOperator{\NAME}{x}",
    r"\renewcommandx\NAME[1][1=a]{9/10}", r"\LetLtxMacro\NAME\mine", r"\chardef\NAME=65", r"\cs_set:Npn \NAME {9/10}",
    r"\cs_gset_eq:NN \NAME \mine", r"\tl_gset:Nn \NAME {9/10}", r"\cs_set:cpn {NAME} {9/10}",
]  # fmt: skip


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_whatever_defines_a_macro_again_is_found(definition, paper):
    edit(paper, "\n", "\n" + definition.replace("NAME", RATE) + "\n")
    found = check_paper(paper)
    assert the(found, RATE).standing is Standing.DIFFERS
    assert the(found, RATE).reason.startswith("it may have another meaning by ")


@pytest.mark.parametrize(
    ("reads", "where"),
    [
        (r"\usepackage{mine}", "mine.sty"),
        (r"\usepackage[a,b]{graphicx, mine}", "mine.sty"),
        (r"\RequirePackage{styles/mine}", "styles/mine.sty"),
        (r"\documentclass[11pt]{mine}", "mine.cls"),
        (r"\LoadClassWithOptions{mine}", "mine.cls"),
        (r"\import{parts/}{mine}", "parts/mine.tex"),
        (r"\import*{parts/}{mine.tex}", "parts/mine.tex"),
        (r"\subimport{parts/}{mine}", "parts/mine.tex"),
        (r"\subinputfrom{parts/}{mine}", "parts/mine.tex"),
        (r"\InputIfFileExists{mine}{}{}", "mine.tex"),
        (r"\InputIfFileExists{mine.cfg}{}{}", "mine.cfg"),
        (r"\makeatletter\@input{mine.tex}", "mine.tex"),
        (r"\include{parts/mine}", "parts/mine.tex"),
    ],
)
def test_whatever_a_paper_reads_is_looked_at_or_named_as_not_seen(reads, where, paper):
    edit(paper, "\n", f"\n{reads}\n")
    seen = check_paper(paper)
    assert seen.exit_code == 0
    named = where.rpartition(".")[0]
    assert [each for each in seen.absent if named in each or where in each] or where in {"mine.sty", "mine.cls"}
    (paper.parent / where).parent.mkdir(exist_ok=True)
    written(paper.parent, f"\\gdef\\{RATE}{{9/10}}", where)
    found = check_paper(paper)
    assert found.absent == ()
    assert the(found, RATE).reason == f'it may have another meaning by "{paper.parent / where}" line 1: \\gdef'


def test_what_is_imported_reads_from_its_own_folder(paper):
    edit(paper, "\n", "\n\\import{parts/}{first}\n")
    (paper.parent / "parts" / "deep").mkdir(parents=True)
    written(paper.parent, r"\subimport{deep/}{second}", "parts/first.tex")
    written(paper.parent, r"\input{third}", "parts/deep/second.tex")
    written(paper.parent, f"\\gdef\\{RATE}{{9/10}}", "parts/deep/third.tex")
    assert the(check_paper(paper), RATE).reason.endswith('third.tex" line 1: \\gdef')


def test_a_package_in_another_encoding_is_named_as_not_seen(paper):
    edit(paper, "\n", "\n\\usepackage{old}\n")
    (paper.parent / "old.sty").write_bytes(b"% \xe9t\xe9")
    assert check_paper(paper).absent == ("old.sty",)


def test_a_macro_written_by_hand_or_by_nobody_is_found(paper):
    edit(
        paper, "\n", "\n\\newcommand{\\verifierPolicyKNineRate}{1}\\verifierPolicyKNineRate \\verifierPolicyKTenRate\n"
    )
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, "verifierPolicyKNineRate").standing is Standing.DIFFERS
    assert the(found, "verifierPolicyKTenRate").standing is Standing.MISSING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\verifierPolicyKTwoRate & ", "9/10 & "),
        (r"2 & \verifierPolicyKTwoRateDecimal", r"3 & \verifierPolicyKTwoRateDecimal"),
        ("win rate & exact & promised", "win rate & promised & exact"),
        ("(3 voters and 3 responses, all ranked)", "(300 voters and 3 responses, all ranked)"),
        ("3 responses, all ranked)", "3 responses, unranked ones incomparable)"),
        ("promised: k/(k+1)", "promised: 1"),
        ('"formula": "k/(k+1)"', '"formula": "1"'),
    ],
)
def test_a_table_or_caption_changed_by_hand_is_found(old, new, paper):
    edit(paper.parent / "reports" / "report.tex", old, new)
    found = check_paper(paper)
    assert found.exit_code == 1
    assert {each.name for each in found.quoted if each.standing is Standing.DIFFERS} <= {
        "verifierPolicyTable",
        "verifierPolicyCaption",
    }


@pytest.mark.parametrize("tampered", [False, True])
def test_a_report_of_the_time_when_sentences_did_not_tell_how_unranked_responses_count_is_still_right(tampered, paper):
    reports = paper.parent / "reports"
    for path in reports.glob("*.cert"):
        edit(path, "verifier-certificate 2 ", "verifier-certificate 1 ")
    for name in ("report.json", "report.tex"):
        edit(reports / name, "3 responses (all ranked)", "3 responses")
    edit(reports / "report.tex", "3 responses, all ranked", "3 responses")
    if tampered:
        edit(reports / "report.tex", f"% {VALUE}: over", f"% {VALUE}: not over")
    found = check_paper(paper)
    assert the(found, RATE).standing is (Standing.DIFFERS if tampered else Standing.EQUAL)
    assert the(found, "verifierPolicyCaption").standing is Standing.EQUAL
    assert found.exit_code == tampered


def test_a_definition_inside_a_line_that_looks_written_is_found(paper):
    path = paper.parent / "reports" / "report.tex"
    line = rf'\newcommand{{\verifierFoo}}{{x}}\def\{RATE}{{99}}{{}}% {{"says": "Foo", "certificate": null}}'
    number = path.read_text(encoding="ascii").count("\n") + 1
    with path.open("a", encoding="ascii") as file:
        file.write(line + "\n")
    found = check_paper(paper)
    assert found.exit_code == 1
    assert the(found, RATE).reason == f'"{path}" line {number}: verifier writes no such line'


def test_only_what_is_used_counts(paper):
    written(
        paper.parent,
        f"\\input{{reports/report}} % \\{RATE}\n\\verifierPolicyKOneRate 50\\% \\csname {RATE}Decimal\\endcsname",
    )
    edit(paper.parent / "reports" / "report.tex", "{61/100}", "{62/100}")
    found = check_paper(paper)
    assert found.exit_code == 0
    assert set(standings(found)) == {"verifierPolicyKOneRate", f"{RATE}Decimal"}
    written(paper.parent, "\\input{reports/report} nothing")
    assert check_paper(paper).exit_code == 2


def test_the_macros_can_be_named_and_inputs_that_go_round_are_followed_once(paper):
    folder = paper.parent
    written(folder, f"\\input{{b}} \\input{{absent}} \\{RATE}")
    written(folder, "\\input{main}\\input{b.tex}", "b.tex")
    with pytest.raises(InputError, match=r"name one with --macros FILE \(not found: absent\)"):
        check_paper(paper)
    found = check_paper(paper, folder / "reports" / "report.tex")
    assert found.exit_code == 0
    assert found.absent == ("absent",)
    with pytest.raises(InputError, match="first line is not that of verifier-latex/2"):
        check_paper(paper, folder / "b.tex")
    with pytest.raises(InputError, match="there is no such file"):
        check_paper(folder / "other.tex")


def test_a_picture_and_an_encoding_are_no_input(paper):
    more = r"\inputencoding{utf8}\includegraphics[width=.7\textwidth]{rates.pdf}\includeonly{nothing}"
    written(paper.parent, f"\\input{{reports/report}} \\{RATE} {more}")
    assert check_paper(paper).absent == ()


def test_two_reports_of_one_paper_are_both_checked(tmp_path):
    written(tmp_path, "user,response,rank\nu,short,1\nu,long,2\nv,long,1\nv,short,2\n", "people.csv")
    for prefix, policy in (("first", "uniform"), ("second", "short")):
        command = [*program(), "audit", "people.csv", "--policy", policy, "-k", "2"]
        done = subprocess.run(
            [*command, "--out", prefix, "--macro-prefix", prefix], cwd=tmp_path, check=False, timeout=60
        )
        assert done.returncode in {0, 1}
    paper = written(
        tmp_path,
        r"\input{first/report}\input{second/report} \firstUniformKTwoRate \secondShortKTwoRate \secondShortKThreeRate",
    )
    found = check_paper(paper)
    assert the(found, "firstUniformKTwoRate").standing is Standing.EQUAL
    assert the(found, "secondShortKTwoRate").standing is Standing.EQUAL
    assert the(found, "secondShortKThreeRate").standing is Standing.MISSING


def test_the_command_says_it_in_text_and_json_with_one_exit_code(paper, capsys):
    assert main(["paper", "check", str(paper)]) == 0
    said = capsys.readouterr().out
    assert f'\\{RATE}: equal: "61/100" ("{VALUE}")\n' in said
    assert re.search(r"Of \d+ macros used: \d+ equal\. Not used: \d+\.\n$", said)
    edit(paper.parent / "reports" / "report.tex", "{61/100}", "{62/100}")
    assert main(["paper", "check", str(paper)]) == 1
    assert (
        f'\\{RATE}: differs: what stands is "62/100", what is proved is "61/100" ("{VALUE}")\n'
        in capsys.readouterr().out
    )
    assert main(["paper", "check", str(paper), "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["format"] == "verifier-paper/1"
    assert answer["exit_code"] == 1
    (row,) = [each for each in answer["macros"] if each["name"] == RATE]
    assert (row["standing"], row["certificate"]) == ("differs", VALUE)
    assert main(["paper", "check", str(paper.parent / "none.tex")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_comment_that_cannot_be_read_is_one_line(paper, capsys):
    edit(paper.parent / "reports" / "report.tex", '{"says": "Rate",', '{"says": Rate,')
    assert main(["paper", "check", str(paper)]) == 2
    assert re.search(r"the comment behind \\+verifierPolicyKOneRate cannot be read", capsys.readouterr().err)
