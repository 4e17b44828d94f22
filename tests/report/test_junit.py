"""JUnit XML: well-formed for any names, of the common shape, green exactly where the exit code is 0."""

from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Population, audit
from verifier.preferences.policy import Policy
from verifier.report.finding import Finding, Report, Word
from verifier.report.formats.junit import render_junit

PEOPLE = Population.from_rankings({"yes > no": 3, "no > yes": 2})
NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "time"},
    "property": {"name", "value"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
    "properties": set(),
    "system-out": set(),
}
CHILDREN = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase", "system-out"],
    "properties": ["property"],
    "testcase": ["skipped", "error", "failure", "system-out"],
}


def parsed(report):
    return ET.fromstring(render_junit(report).encode())  # noqa: S314  # our own text


def assert_common_shape(root):
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        order = [CHILDREN.get(element.tag, []).index(child.tag) for child in element]
        assert order == sorted(order)
    assert {each.get("time") for each in root.iter() if "time" in each.attrib} == {"0"}
    (suite,) = root
    cases = suite.findall("testcase")
    assert cases
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    for what, tag in (("tests", "."), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(what) == suite.get(what) == str(sum(case.find(tag) is not None for case in cases))
    assert all(len(case) == 1 for case in cases)


def is_green(root):
    return root.get("failures") == root.get("errors") == "0"


def made(findings, exit_code, *, source="votes.csv", rejected=0):
    return Report(source, None, PEOPLE, None, ("yes",), "k/(k+1)", (), tuple(findings), rejected, exit_code)


def promise(verdict, **more):
    known = {"policy": "p", "k": 2, "l": 1, "ties": "model", "rate": Fraction(2, 3), "formula": "k/(k+1)"}
    return Finding("robust", verdict, "over these 5 voters", **(known | more))


def test_a_refuted_promise_is_a_failure_that_names_opponent_and_exact_rate():
    root = parsed(audit(PEOPLE, "nlhf", k=[1, 2]))
    assert_common_shape(root)
    (failure,) = root.iter("failure")
    assert failure.get("message") == (
        'nlhf, k = 2: against "no" it wins with rate 3/5 = 0.600000, promised k/(k+1) = 2/3 = 0.666667'
    )
    assert "win with rate below 2/3" in failure.text
    assert not is_green(root)


@pytest.mark.parametrize(
    "question",
    [
        {"policies": ["nlhf", "borda", "yes"], "k": [1, 3]},
        {"policies": "uniform", "k": "all"},
        {"policies": "uniform", "k": [2], "l": [1, 2], "rate": "1/2"},
        {"policies": "uniform", "samples_for": "9/10"},
        {"policies": "uniform", "k": [1], "opponent": Policy.uniform([0, 1], 2)},
        {"policies": ["equilibrium", "optimal", "multi-output"], "k": [1, 2]},
        {"policies": "uniform", "k": [100], "budget": 2},
    ],
)
def test_an_audit_has_the_common_shape_and_is_green_exactly_where_it_exits_0(question):
    report = audit(PEOPLE, **question)
    root = parsed(report)
    assert_common_shape(root)
    assert is_green(root) == (report.exit_code == 0)


@pytest.mark.parametrize(
    ("findings", "exit_code", "rejected", "green"),
    [
        ([promise(Word.CERTIFIED)], 0, 0, True),
        ([promise(Word.REFUTED, value=Fraction(1, 2), opponent=("no",))], 1, 0, False),
        ([promise(Word.UNDECIDED, reason="over the budget")], 3, 0, False),
        ([promise(Word.CERTIFIED), Finding("nlhf-unique", Word.UNDECIDED, "", policy="p", reason="open")], 0, 0, True),
        ([promise(Word.CERTIFIED)], 4, 1, False),
        ([Finding("condorcet-winner", Word.CERTIFIED, "", winner="yes")], 2, 0, False),
        ([Finding("nlhf-unique", Word.UNDECIDED, "", policy="p", reason="open")], 3, 0, False),
    ],
)
def test_the_suite_is_green_exactly_where_the_exit_code_is_0(findings, exit_code, rejected, green):
    root = parsed(made(findings, exit_code, rejected=rejected))
    assert_common_shape(root)
    assert is_green(root) == green
    assert next(iter(root.iter("property"))).get("value") == str(exit_code)


def test_an_undecided_promise_is_an_error_and_an_undecided_fact_is_skipped():
    fact = Finding("nlhf-unique", Word.UNDECIDED, "", policy="p", reason="open")
    root = parsed(made([promise(Word.UNDECIDED, reason="over the budget"), fact], 3))
    (error,), (skipped,) = root.iter("error"), root.iter("skipped")
    assert "over the budget" in error.get("message")
    assert skipped.get("message") == "open"


@given(NAMES, NAMES, NAMES, st.sampled_from(list(Word)))
def test_any_name_gives_well_formed_xml_that_reads_back_as_the_name(policy, opponent, source, word):
    found = promise(word, policy=policy, opponent=(opponent,), reason=opponent)
    root = parsed(made([replace(found, sentence=f"{policy}\n{opponent}")], 1, source=source))
    assert_common_shape(root)
    if policy.isprintable():
        assert root.find("testsuite/testcase").get("classname") == policy


def test_control_characters_are_shown_as_escapes():
    text = render_junit(made([promise(Word.REFUTED, policy="a\x00\x1b\ufffe\u2028<&\"'")], 1))
    assert "a\\x00\\x1b\\ufffe\\u2028&lt;&amp;" in text
    assert ET.fromstring(text.encode()) is not None  # noqa: S314  # our own text


def test_neither_the_day_nor_the_host_stands_in_it():
    report = audit(PEOPLE, "nlhf", k=2)
    assert render_junit(report) == render_junit(audit(PEOPLE, "nlhf", k=2))
    assert not any(word in render_junit(report) for word in ("timestamp", "hostname"))
