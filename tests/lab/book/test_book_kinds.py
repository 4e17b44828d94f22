"""Cases about the gallery, dimensions and frequencies are read strictly, and notice what is not as expected."""

import pytest

from verifier import gallery
from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.lab.book.case import read_case, read_case_file
from verifier.preferences.formats.population_json import parse_population_json
from verifier.report.finding import Word
from verifier.report.formats.table import FORMATS, KEPT

HEAD = 'theory = "4"\ntitle = "t"\nstatement = "s"\nsource = "s"\ntext = "t"\n'
FREQUENCY = '[[frequency]]\nname = "f"\nm = 3\nn = "3,5"\nvalues = ["17/18", "67/72"]\n'
DIMENSION = '[[condorcet-dimension]]\nname = "d"\ndimension = 3\n'
AUDIT = '[[audit]]\nname = "a"\npolicy = "uniform"\nk = "1"\nverdicts = "certified"\n'
WORST = """[[worst-population]]
name = "w"
responses = ["a", "b", "c"]
policy = { a = "1/2", b = "1/2" }
k = "1,2"
rankings = "weak"
nlhf = true
conditions = ["P[c > a, b] <= 1/10", "P[a > c] = 1/2"]
values = ["1/2", "7/10"]
"""
COMMON = '[[no-common-policy]]\nname = "c"\nk = "1,2"\nrate = "(k+2)/(k+3)"\nverdict = "certified"\n'
CYCLE = '[population]\nrankings = { "a > b > c" = 1, "b > c > a" = 1, "c > a > b" = 1 }\n'
SIX = '[population]\ngallery = "six-voter"\n'


@pytest.fixture
def case(tmp_path):
    def written(text):
        (tmp_path / "case.toml").write_text(HEAD + text, encoding="utf-8")
        return read_case(tmp_path)

    return written


def answers(case):
    return [question.decide(Effort()) for question in case.questions]


def test_frequencies_are_counted_and_say_that_nobody_else_checked_them(case):
    (answer,) = answers(case(FREQUENCY))
    assert answer.differences == ()
    assert [line.verdict for line in answer.lines] == [Word.CERTIFIED] * 2
    assert answer.lines[1].sentence.endswith("have a strict Condorcet winner is exactly 67/72")
    assert all(line.certificate is None and line.note.startswith("no independent check: ") for line in answer.lines)


def test_a_wrong_frequency_is_a_difference(case):
    (answer,) = answers(case(FREQUENCY.replace("67/72", "67/73")))
    assert answer.differences == ("n = 5: expected 67/73, found 67/72",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('n = "3,5"', 'n = "3,5,7"', "3 numbers of users and 2 values"),
        ('n = "3,5"', 'n = "3,0"', "the number of users is at least 1"),
        ("m = 3", 'm = "3"', "'m' is '3'; wanted int"),
        ("m = 3", "m = 3\nk = 1", "'k' is no key that is read here"),
        ('"67/72"', '"67/0"', "divides by zero"),
    ],
)
def test_a_frequency_that_is_not_well_asked_is_refused(case, old, new, said):
    assert old in FREQUENCY
    with pytest.raises(InputError, match=said):
        case(FREQUENCY.replace(old, new))


def test_a_dimension_has_its_certificate(case):
    (answer,) = answers(case(SIX + DIMENSION))
    assert answer.differences == ()
    certificates = [line.certificate for line in answer.lines if "Condorcet dimension" in line.sentence]
    assert len(certificates) == 1
    assert certificates[0] in answer.files


def test_a_wrong_dimension_is_a_difference(case):
    (answer,) = answers(case(SIX + DIMENSION.replace("3", "2")))
    assert answer.differences == ("expected the Condorcet dimension 2, found 3",)


def test_a_population_of_the_gallery_is_the_cases_population_under_its_whole_name(case):
    (question,) = case('[population]\ngallery = "blocks(R=3)"\n' + AUDIT).questions
    assert question.setting.population == gallery("blocks", R=3)
    assert question.setting.people_name == "gallery:blocks(l=2, R=3, orders=cyclic)"
    assert len(question.setting.sha256) == 64


def test_an_audit_can_be_about_another_population_of_the_gallery(case):
    text = SIX + AUDIT + AUDIT.replace('"a"', '"b"') + 'gallery = "rotations(m=3)"\n'
    one, other = case(text).questions
    assert (one.setting.population, other.setting.population) == (gallery("six-voter"), gallery("rotations(m=3)"))
    (answer,) = answers(case(AUDIT + 'gallery = "rotations(m=3)"\n'))
    assert answer.differences == ()


@pytest.mark.parametrize(
    ("population", "said"),
    [
        ('gallery = "six-voter"\nfile = "x.soc"\n', "give either file or rankings or gallery"),
        ('unranked = "bottom"\n', "give either file or rankings or gallery"),
        ('gallery = "sixvoter"\n', "did you mean six-voter"),
        ('gallery = "uniform(m=9)"\n', "write a whole number from 1 to 7"),
    ],
)
def test_a_population_that_is_not_well_named_is_refused(case, population, said):
    with pytest.raises(InputError, match=said):
        case(f"[population]\n{population}" + AUDIT)


def test_worst_populations_have_their_certificates_and_are_among_the_files(case):
    (question,) = case(WORST).questions
    answer = question.decide(Effort())
    assert [line.verdict for line in answer.lines] == [Word.CERTIFIED] * 2
    found = [draft for draft in answer.lines if draft.certificate in answer.files]
    assert len(found) == 2
    for k in (1, 2):
        people = parse_population_json(answer.files[f"worst-population-k{k}.json"].decode(), "w.json", "refuse")
        assert people.responses == ("a", "b", "c")
    assert answer.differences == (), [line.sentence for line in answer.lines]


def test_a_wrong_worst_rate_is_a_difference(case):
    (answer,) = answers(case(WORST.replace('"7/10"', '"4/5"')))
    assert len(answer.differences) == 1
    assert answer.differences[0].startswith("k = 2: expected 4/5, found ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"weak"', '"loose"', "rankings are strict or weak, not 'loose'"),
        ('k = "1,2"', 'k = "1"', "1 numbers of samples and 2 values; give one each"),
        ("P[c > a, b]", "P[d > a, b]", "'d' is not a response"),
        ('a = "1/2"', 'd = "1/2"', "'d' is not a response"),
        ("nlhf = true", 'nlhf = "yes"', "'nlhf' is 'yes'; wanted bool"),
        ("nlhf = true", "nlhf = true\nties = 1", "'ties' is no key that is read here"),
    ],
)
def test_a_worst_population_that_is_not_well_asked_is_refused(case, old, new, said):
    assert old in WORST
    with pytest.raises(InputError, match=said):
        case(WORST.replace(old, new))


def test_that_no_policy_serves_two_numbers_has_its_certificate(case):
    (answer,) = answers(case(CYCLE + COMMON))
    assert answer.differences == ()
    assert answer.lines[0].certificate in answer.files
    assert "of at least 3/4 with 1 independent sample and of at least 4/5 with 2" in answer.lines[0].sentence


def test_a_policy_that_serves_both_leaves_the_question_undecided_which_is_a_difference(case):
    (answer,) = answers(case(CYCLE + COMMON.replace("(k+2)/(k+3)", "k/(k+1)")))
    assert answer.differences == ("expected certified, found undecided",)
    (answer,) = answers(case(CYCLE + COMMON.replace("(k+2)/(k+3)", "k/(k+1)").replace('"certified"', '"undecided"')))
    assert answer.differences == ()


def test_a_common_policy_needs_a_population(case):
    with pytest.raises(InputError, match="the case has none"):
        answers(case(COMMON))


@pytest.mark.parametrize(("key", "formats"), [("", KEPT), ('formats = "all"\n', tuple(FORMATS))])
def test_an_audit_of_the_book_keeps_three_formats_unless_it_asks_for_all(key, formats, case):
    (answer,) = answers(case(CYCLE + AUDIT + key))
    kept = {name for name in answer.files if not name.endswith(".cert")}
    assert kept == {FORMATS[each][0] for each in formats}


def test_formats_are_all_or_left_out(case):
    with pytest.raises(InputError, match="write 'all', or leave it out for text, json, markdown"):
        case(CYCLE + AUDIT + 'formats = "junit"\n')


SEQUENCE = """[[sequence]]
name = "x"
population = "rotations(m={R})"
value = "uniform"
k = "1"
formula = "(R+1)/(2*R)FITTED"
checked = "1..3"
relation = ">"
limit = "1/2"
expected = "EXPECTED"
"""
REACH = "certified for R = 1..3"


@pytest.mark.parametrize("fitted", ["", " + (R-1)*(R-2)*(R-3)/(10^9*R^4)"])
@pytest.mark.parametrize(
    ("expected", "differences"),
    [
        (REACH, ()),
        ("certified for R = 1,2, 3", ()),
        ("certified", (f"expected certified, found {REACH}",)),
        ("certified for R = 1..4", (f"expected certified for R = 1..4, found {REACH}",)),
        ("refuted", (f"expected refuted, found {REACH}",)),
    ],
)
def test_a_formula_is_certified_for_the_numbers_that_were_checked_and_no_others(
    expected, differences, fitted, tmp_path
):
    path = tmp_path / "x.case.toml"
    path.write_text(SEQUENCE.replace("FITTED", fitted).replace("EXPECTED", expected))
    (question,) = read_case_file(path).questions
    answer = question.decide(Effort())
    assert answer.differences == differences
    general = [line.note for line in answer.lines if line.certificate is None]
    assert len(general) == 2
    assert all(note.endswith(f"is {REACH} and for no other R") for note in general)


def test_an_expected_reach_that_cannot_be_read_is_an_error(tmp_path):
    path = tmp_path / "x.case.toml"
    path.write_text(SEQUENCE.replace("FITTED", "").replace("EXPECTED", "certified for every R"))
    with pytest.raises(InputError, match=r"write .certified for R = 1\.\.3. with the R that are checked"):
        read_case_file(path)
