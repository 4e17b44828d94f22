"""No key of a case is read by halves: what says nothing, or cannot be met by any answer, is an error in words."""

import pytest

from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.lab.book.case import read_case, read_case_file

PEOPLE = '[population]\nrankings = { "a > b > c" = 1, "b > c > a" = 1, "c > a > b" = 1 }\n'
GAPS = '[population]\nunranked = "incomparable"\nrankings = { "a > b" = 1, "c > d" = 1 }\n'
AUDIT = '[[audit]]\nname = "x"\nk = "1"\n'
BY_K = '[[experiment]]\nname = "x"\nover = "k"\ntitle = "t"\ndescription = "d"\nk = "1,2"\nverdicts = "certified"\n'
BY_STEPS = """[[experiment]]
name = "x"
over = "steps"
show = "losses"
methods = "gradient"
title = "t"
description = "d"
k = 1
steps = 10
verdicts = "certified"
"""
PROPERTY = '[[property]]\nname = "x"\nk = "1"\nsize = 2\n'
PARTS = 'expected = { antisymmetry = "certified", subadditivity = "certified", multi-versus-single = "certified" }\n'
SEARCH = '[[counterexample]]\nname = "x"\nresponses = "2"\nvoters = 3\n'
SEQUENCE = """[[sequence]]
name = "x"
population = "rotations(m={R})"
value = "uniform"
k = "1"
formula = "1/2 + 1/(2*R)"
checked = "2"
relation = ">"
limit = "1/2"
expected = "certified"
"""


@pytest.fixture
def read(tmp_path):
    def written(text):
        path = tmp_path / "x.case.toml"
        path.write_text(text, encoding="utf-8")
        return read_case_file(path)

    return written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (AUDIT + 'collapse = ["1/2", "2/3"]', "'collapse' is ['1/2', '2/3']; wanted str"),
        (AUDIT + "collapse = []", "'collapse' is []; wanted str"),
        (AUDIT + 'limit = ["1", "2"]', "'limit' is ['1', '2']; wanted str"),
        (AUDIT + "condorcet_winner = true", "'condorcet_winner' is True; write its name, or false for none"),
        (AUDIT + 'facts = ["best-rates"]', "'facts' holds 'best-rates'; a kind of claim is one of robust, worst-case"),
        (AUDIT, "nothing is expected; give at least one of verdicts, values, condorcet_winner, nlhf, weights"),
        (
            AUDIT + 'verdict = "certified"\nvalues = "1"',
            "[[audit]] x: 'verdict' is no key that is read here; keys: best",
        ),
        ('[audit]\nname = "x"', "[audit] is a single table; write [[audit]], once for each of them"),
        ('[[no-common-policy]]\nname = "x"\nk = "1"\nverdict = ["certified", "refuted"]', "'verdict' holds 2; one is"),
        (
            AUDIT + 'values = "1"\npolicy = []',
            "[[audit]] x: 'policy' holds nothing; write a text such as \"rule:nlhf\"",
        ),
        (AUDIT + 'values = "1"\npolicy = ["rule:nlhf", 1]', "'policy' holds 1; write a text such as"),
        (BY_K, "no policy is given; write policies"),
        (BY_K + "policies = [1]", "'policies' holds 1; wanted texts, in quotes"),
        (BY_STEPS + "first = 11", "'first' is 11 of 10 steps; write a step from 1 to 10"),
        (BY_STEPS + 'step = ["1", "2"]', "'step' is ['1', '2']; wanted str"),
        (BY_STEPS + "final = { guaranteed = 0.5 }", "final: 'guaranteed' is 0.5; wanted str"),
        (BY_STEPS + 'final = { guaranteed = "half" }', "final: 'guaranteed': 'half' is not a number"),
        (BY_STEPS.replace("losses", "gaps").replace('"gradient"', "[]"), "show = 'gaps' of 0 methods"),
        (PROPERTY + PARTS + 'at_policies = "refuted"', "'at_policies' are verdicts at policies; give these"),
        (PROPERTY + PARTS.replace('"certified"', "1", 1), "x expected: 'antisymmetry' is 1; wanted str or list"),
        (PROPERTY + PARTS.replace(" }", ', ties = "certified" }'), "x expected: 'ties' is no key that is read here"),
        (SEARCH + 'rule = "nlhf"\nk = 0', "'k' is 0; write one whole number from 1 on"),
        (SEARCH + 'rule = "nlhf"\nl = -1', "'l' is -1; write one whole number from 1 on"),
        (SEARCH, "give either a rule or a conjecture"),
        (SEARCH + 'rule = "nlhf"\nconjecture = "nlhf(3) >= borda(3)"', "give either a rule or a conjecture"),
        (SEARCH + 'conjecture = "nlhf(3) >= borda(3)"\nk = 3', "'k' belongs to a rule; a conjecture says it itself"),
        (SEQUENCE + "l = 0", "'l' is 0; write one whole number from 1 on"),
        (
            '[[symbolic]]\nname = "x"\nrule = "nlhf"\nk = "2"\npolicy = { a = "1" }\nexpected = "certified"',
            "'k', 'limit' and 'attained' belong to a claim",
        ),
        (
            '[[worst-population]]\nname = "x"\nresponses = [1, 2]\npolicy = { a = "1" }\nk = "1"\nvalues = "1"',
            "1 is not a response name",
        ),
        (
            '[[monotone]]\nname = "x"\nk = "1"\nrandom_pairs = 5\nseed = -1\nverdicts = "certified"',
            "'random_pairs' and 'seed' are whole numbers from 0 on",
        ),
    ],
)
def test_a_key_that_says_nothing_or_cannot_be_met_is_an_error(text, said, read):
    with pytest.raises(InputError) as caught:
        read(PEOPLE + text)
    assert said in str(caught.value)


@pytest.mark.parametrize("key", ['policies = [{ a = "1" }, { b = "1" }]', "random_pairs = 5", "seed = 2"])
def test_where_a_pair_is_looked_for_none_can_be_given(key, read):
    question = '[[monotone]]\nname = "x"\nk = "1"\nverdicts = "certified"\n'
    assert read(GAPS + question).questions
    with pytest.raises(InputError, match="is for weak orders; here a pair is looked for"):
        read(GAPS + question + key)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ('gallery = "three-cycle"\nresponses = ["a", "b", "c"]', "'responses' belongs to rankings"),
        (
            'gallery = "three-cycle"\nunranked = "last"',
            "'unranked' is 'last'; write one of bottom,",
        ),
    ],
)
def test_what_a_population_does_not_read_is_an_error(people, said, read):
    with pytest.raises(InputError, match=said):
        read(f'[population]\n{people}\n{AUDIT}verdicts = "certified"')


@pytest.mark.parametrize("policy", ["rule:multi-output", "rule:uniform"])
def test_what_nlhf_is_cannot_be_expected_of_another_policy(policy, read):
    weights = 'nlhf = { a = "1/3", b = "1/3", c = "1/3" }'
    (question,) = read(f'{PEOPLE}{AUDIT}policy = "{policy}"\n{weights}').questions
    assert question.decide(Effort()).differences == (
        "expected a policy of NLHF, but another one was audited; give weights for that",
    )
    (question,) = read(f"{PEOPLE}{AUDIT}{weights}").questions
    assert question.decide(Effort()).differences == ()


def test_the_policies_of_an_experiment_stand_beside_the_case(tmp_path):
    head = 'theory = "4"\ntitle = "t"\nstatement = "s"\nsource = "s"\ntext = "t"\n'
    (tmp_path / "case.toml").write_text(f'{head}{PEOPLE}{BY_K}policies = ["file:mine.json"]\n', encoding="utf-8")
    (tmp_path / "mine.json").write_text('{"a": "1/3", "b": "1/3", "c": "1/3"}', encoding="utf-8")
    (question,) = read_case(tmp_path).questions
    answer = question.decide(Effort())
    assert answer.differences == ()
    assert "win rate of mine.json" in answer.files["table.csv"].decode()


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing(mark, end, tmp_path):
    text = f'{PEOPLE}{AUDIT}verdicts = "certified"\n'.encode().replace(b"\n", end)
    path = tmp_path / "mine.case.toml"
    path.write_bytes(mark + text)
    (question,) = read_case_file(path).questions
    assert not question.decide(Effort()).differences
    folder = tmp_path / "mine"
    folder.mkdir()
    head = b'theory = "1"\ntitle = "t"\nstatement = "s"\nsource = "s"\ntext = """a\nb"""\n'.replace(b"\n", end)
    (folder / "case.toml").write_bytes(mark + head + text)
    assert read_case(folder).text == "a b"
