"""The least number of samples whose own policy reaches a rate, for rules that have another policy for every k."""

from dataclasses import replace
from fractions import Fraction

import pytest

from verifier import Policy, Population, audit, gallery
from verifier.audits.candidates import Candidate
from verifier.audits.families import table as families
from verifier.audits.promises.least_of_rule import concluded
from verifier.audits.promises.misses import slack
from verifier.errors import BudgetError, UnsupportedError
from verifier.game.masses import masses
from verifier.game.worst_case import worst_case
from verifier.report.finding import Word
from verifier.report.formats.json import finding_object
from verifier.report.formats.junit import render_junit
from verifier.report.formats.latex import render_latex

CYCLE = gallery("three-cycle")
MIXED = Population.from_rankings({"a > b > c > d": 4, "d > c > a > b": 3, "b > d > a > c": 2, "c = d > a > b": 1})


def answers(report):
    return [each for each in report.findings if each.claim == "samples-for"]


def answer(report):
    (found,) = answers(report)
    return found


def looks(report, **wanted):
    found = [each for each in report.findings if each.claim == "reaches"]
    return [each for each in found if all(getattr(each, name) == value for name, value in wanted.items())]


@pytest.fixture
def by_k(monkeypatch):
    """Makes `self-play` the rule that gives these policies for k = 1, 2, ...; a text is the reason of none."""

    def named(*policies):
        def made(_population, k, _l, _settings, _effort):
            chosen = policies[min(k, len(policies)) - 1]
            if isinstance(chosen, str):
                raise BudgetError(chosen)
            return Candidate("self-play", chosen, k=k)

        monkeypatch.setitem(families.FAMILIES, "self-play", made)

    return named


# Uniform is the equilibrium for every k, and wins with rate 1 - (2^k + 1)/3^(k+1): 2/3, 22/27, 8/9, 226/243.
@pytest.mark.parametrize(("rate", "least"), [("0", 1), ("2/3", 1), ("4/5", 2), ("8/9", 3), ("9/10", 4)])
def test_the_equilibrium_of_the_cycle_reaches_rates_at_known_numbers_of_samples(rate, least):
    report = audit(CYCLE, "equilibrium", samples_for=rate)
    found = answer(report)
    assert (found.verdict, found.k, found.looked, report.exit_code) == (Word.CERTIFIED, least, least, 0)
    assert found.value == 1 - Fraction(2**least + 1, 3 ** (least + 1))
    assert [each.verdict for each in looks(report)] == [Word.REFUTED] * (least - 1) + [Word.CERTIFIED]
    assert [each.k for each in looks(report)] == [entry.k for entry in report.policies] == [*range(1, least + 1)]
    start = f"equilibrium: {least} is the least number of samples whose own policy"
    told = f"{start} wins with rate {rate} against every opponent (certified)"
    assert told in str(report).splitlines()
    assert report.promises == (found,)


@pytest.mark.parametrize("rule", ["equilibrium", "optimal", "multi-output", "winning-set"])
@pytest.mark.parametrize("l", [1, 2])
def test_it_is_the_first_number_whose_own_promise_is_kept(rule, l):
    rate = "7/10" if l == 1 else "3/5"
    kept = [
        each.k for each in audit(MIXED, rule, k=range(1, 5), l=l, rate=rate).promises if each.verdict is Word.CERTIFIED
    ]
    found = answer(audit(MIXED, rule, samples_for=rate, l=l))
    assert (found.k, found.l, found.verdict) == (min(kept), l, Word.CERTIFIED)


def test_rates_that_fall_with_k_do_not_make_a_later_number_the_least(by_k):
    uniform, point = Policy.uniform(range(3), 3), Policy.point(0, 3)
    by_k(point, uniform, point)
    found = audit(CYCLE, "self-play", samples_for="4/5")
    assert (answer(found).k, [each.k for each in looks(found)]) == (2, [1, 2])
    by_k(uniform, point)
    assert answer(audit(CYCLE, "self-play", samples_for="2/3")).k == 1


def test_a_number_whose_policy_is_not_found_leaves_the_answer_open(by_k):
    by_k(Policy.point(0, 3), "too many for the budget", Policy.uniform(range(3), 3))
    report = audit(CYCLE, "self-play", samples_for="4/5")
    found = answer(report)
    assert (found.verdict, found.k, found.value, found.looked, report.exit_code) == (Word.UNDECIDED, None, None, 3, 3)
    assert found.reason == "k = 3 reaches it; whether k = 2 does is undecided: too many for the budget"
    assert [each.verdict for each in looks(report)] == [Word.REFUTED, Word.UNDECIDED, Word.CERTIFIED]
    told = "self-play: the least number of samples whose own policy wins with rate 4/5 against every opponent"
    assert f"{told} is undecided: {found.reason}" in str(report).splitlines()


def test_a_rate_that_no_number_looked_at_reaches_is_undecided_and_says_which_were_looked_at(by_k):
    by_k(Policy.point(0, 3))
    found = answer(audit(CYCLE, "self-play", samples_for="9/10", k=[2, 3]))
    assert (found.verdict, found.looked) == (Word.UNDECIDED, 3)
    assert found.reason == "none of k = 1..3 reaches it; to look at more of them, ask for a greater k"
    assert answer(audit(CYCLE, "self-play", samples_for="1")).looked == 10
    assert answer(audit(CYCLE, "self-play", samples_for="19/20")).looked == 19
    assert answer(audit(CYCLE, "self-play", samples_for="9999/10000", budget=2000)).looked == 100


def test_promises_are_asked_beside_it(by_k):
    by_k(Policy.uniform(range(3), 3))
    report = audit(CYCLE, "self-play", samples_for="4/5", k=[1, 3])
    assert [(each.claim, each.k) for each in report.promises] == [("robust", 1), ("robust", 3), ("samples-for", 2)]
    values = [each.k for each in report.findings if each.claim == "worst-case"]
    assert sorted(values) == [1, 2, 3]


def test_a_tiny_budget_decides_nothing():
    report = audit(gallery("six-voter"), "optimal", samples_for="4/5", k=3, budget=40)
    assert answer(report).verdict is Word.UNDECIDED
    assert "budget" in answer(report).reason
    assert {each.verdict for each in report.promises} == {Word.UNDECIDED}
    assert report.exit_code == 3


def test_without_one_of_the_certificates_it_is_not_certified():
    report = audit(CYCLE, "equilibrium", samples_for="9/10")
    for missing in looks(report):
        rest = [each for each in report.findings if each is not missing]
        (found,) = [each for each in concluded(rest, CYCLE) if each.claim == "samples-for"]
        assert (found.verdict, found.k, found.value) == (Word.UNDECIDED, None, None), missing.k
        doubtful = [replace(each, verdict=Word.UNDECIDED) if each is missing else each for each in report.findings]
        (found,) = [each for each in concluded(doubtful, CYCLE) if each.claim == "samples-for"]
        assert found.verdict is Word.UNDECIDED, missing.k
    assert concluded(report.findings, CYCLE) == list(report.findings)


def test_a_policy_that_is_not_proved_to_be_the_best_refutes_nothing_of_its_rule():
    report = audit(CYCLE, "multi-output", samples_for="9/10")
    assert answer(report).k == 3
    for open_ in ({"upper": Fraction(9, 10)}, {"verdict": Word.UNDECIDED}):
        changed = [
            replace(each, **open_) if each.claim == "best-rate" and each.k == 2 else each for each in report.findings
        ]
        (found,) = [each for each in concluded(changed, CYCLE) if each.claim == "samples-for"]
        assert (found.verdict, found.k) == (Word.UNDECIDED, None), open_
        told = (
            "k = 3 reaches it; whether k = 2 does is undecided: the policy found misses it, and is not proved to be the"
        )
        assert found.reason == f"{told} best that far"


@pytest.mark.parametrize("rule", ["optimal", "multi-output", "winning-set"])
def test_what_is_best_under_ties_for_the_model_has_no_least_number_under_other_ties(rule):
    first = audit(MIXED, rule, samples_for="0", ties="opponent")
    assert (answer(first).verdict, answer(first).k) == (Word.CERTIFIED, 1)
    told = "is the least number of samples whose own policy wins with rate 0 against every opponent (certified)"
    assert f"{rule} (best under ties for the model): 1 {told}" in str(first).splitlines()
    assert f'own policy of "{rule}" (best under ties for the model) wins with' in answer(first).sentence
    later = audit(MIXED, rule, samples_for="1/2", ties="opponent")
    found = answer(later)
    assert len(looks(later)) > 1, "a smaller number has to miss it"
    assert looks(later)[-1].verdict is Word.CERTIFIED
    assert (found.verdict, found.k, found.value, later.exit_code) == (Word.UNDECIDED, None, None, 3)
    assert found.reason.endswith(
        "undecided: the policy found misses it, and is the best under ties for the model only; another may reach it"
    )


def test_without_any_bound_a_policy_found_is_not_the_best():
    report = audit(CYCLE, "optimal", samples_for="4/5")
    assert answer(report).verdict is Word.CERTIFIED
    rest = [each for each in report.findings if each.claim != "best-rate"]
    (found,) = [each for each in concluded(rest, CYCLE) if each.claim == "samples-for"]
    assert found.verdict is Word.UNDECIDED


# Shares x^2 : y^2 of a and b: the equilibrium of two others plays a with weight x/(x+y), too long to be recognised.
X, Y = 10**15 + 37, 3 * 10**15 + 11
SQUARES = Population.from_rankings({"a > b": X * X, "b > a": Y * Y})
RATE = 1 - Fraction(Y * Y, X * X + Y * Y) * Fraction(X, X + Y) ** 2


def test_an_equilibrium_that_misses_the_rate_by_the_rounding_of_its_weights_is_not_refuted():
    report = audit(SQUARES, "equilibrium", samples_for=RATE)
    assert [each.verdict for each in looks(report)] == [Word.REFUTED, Word.REFUTED, Word.CERTIFIED]
    found = answer(report)
    assert (found.verdict, found.k, report.exit_code) == (Word.UNDECIDED, None, 3)
    assert found.reason == (
        "k = 3 reaches it; whether k = 2 does is undecided: the rounded policy misses it by no more than its distance "
        "from the exact equilibrium allows"
    )


@pytest.mark.parametrize("more", [Fraction(1, 10**40), Fraction(1, 100)])
def test_an_equilibrium_that_misses_the_rate_by_more_than_rounding_is_refuted(more):
    report = audit(SQUARES, "equilibrium", samples_for=RATE + more)
    assert (answer(report).verdict, answer(report).k) == (Word.CERTIFIED, 3)
    for missing in ("equilibrium-near", "worst-case"):
        rest = [each for each in report.findings if each.claim != missing]
        (found,) = [each for each in concluded(rest, SQUARES) if each.claim == "samples-for"]
        assert found.verdict is Word.UNDECIDED, missing


def test_a_promise_that_only_the_rounded_policy_is_known_to_miss_says_so():
    report = audit(SQUARES, "equilibrium", rate=RATE, k=2)
    (promise,) = report.promises
    assert (promise.verdict, promise.about) == (Word.REFUTED, "the rounded policy")
    told = "equilibrium, k = 2: the rounded policy in the table misses the promise by "
    (line,) = [line for line in str(report).splitlines() if line.startswith(told)]
    assert line.endswith("at most (refuted); whether the exact equilibrium near it does is not known")
    (promise,) = audit(SQUARES, "equilibrium", rate=RATE + Fraction(1, 100), k=2).promises
    assert (promise.verdict, promise.about) == (Word.REFUTED, None)


@pytest.mark.parametrize("ties", ["model", "opponent", "shared"])
@pytest.mark.parametrize("l", [1, 2])
def test_the_rate_moves_by_no_more_than_the_weights_do(ties, l):
    if ties == "shared" and l > 1:
        return
    for k in (1, 2, 5):
        for first, second in (((4, 3, 2, 1), (3, 4, 2, 1)), ((1, 0, 0, 0), (9, 1, 0, 0)), ((1, 1, 1, 1), (3, 1, 3, 1))):
            one, other = (Policy.from_fractions([Fraction(w, sum(ws)) for w in ws]) for ws in (first, second))
            radius = max(
                abs(Fraction(a, sum(first)) - Fraction(b, sum(second))) for a, b in zip(first, second, strict=True)
            )
            rates = [worst_case(masses(MIXED, each), k, l, ties).value for each in (one, other)]
            assert abs(rates[0] - rates[1]) <= slack(k, 4, radius)


def test_given_opponents_and_promises_of_no_number_are_refused_beside_it():
    with pytest.raises(UnsupportedError, match="leave out --opponent"):
        audit(CYCLE, "uniform", samples_for="3/4", opponent="borda")
    with pytest.raises(UnsupportedError, match="leave out --rate, or name with -k"):
        audit(CYCLE, "uniform", samples_for="3/4", rate="1/10")
    with pytest.raises(UnsupportedError, match="leave out --rate, or name with -k"):
        audit(CYCLE, "equilibrium", samples_for="3/4", rate="1/10")
    assert len(audit(CYCLE, "equilibrium", samples_for="4/5", rate="1/10", k=[1, 3]).promises) == 3


def test_its_plot_is_of_the_worst_case():
    report = audit(CYCLE, "equilibrium", samples_for="4/5")
    assert report.plot().title == "Exact win rate in the worst case"
    given = audit(CYCLE, "uniform", k=[1, 2], opponent="borda")
    assert given.plot().title == "Exact win rate against a given opponent"


def test_looks_of_another_policy_rate_l_or_convention_count_for_nothing():
    report = audit(CYCLE, "equilibrium", samples_for="4/5")
    for other in ({"policy": "optimal"}, {"rate": Fraction(3, 4)}, {"l": 2}, {"ties": "shared"}):
        changed = [replace(each, **other) if each.claim == "reaches" else each for each in report.findings]
        (found,) = [each for each in concluded(changed, CYCLE) if each.claim == "samples-for"]
        assert found.verdict is Word.UNDECIDED, other


def test_it_names_all_its_certificates_and_the_checker_proves_each(tmp_path):
    report = audit(CYCLE, "multi-output", samples_for="9/10", l=[1, 2], out=tmp_path)
    for found in answers(report):
        names = finding_object(found)["certificates"]
        assert names == [each.certificate for each in looks(report, l=found.l)]
        assert len(names) == found.k == found.looked
        assert [(tmp_path / name).read_text().split()[2] for name in names] == ["not-robust"] * (found.k - 1) + [
            "robust"
        ]
        assert finding_object(found)["certificate"] is None
        assert finding_object(found)["sentence"].startswith(
            f"over these 3 voters and 3 responses (all ranked), {found.k} is the least number of samples whose own "
            'policy of "multi-output" wins with rate at least 9/10 against every opponent'
        )
    page = (tmp_path / "report.html").read_text()
    assert "3 is the least number of samples whose own policy wins with rate 9/10 against every opponent" in page
    assert "wanted: 9/10" in page
    assert "in files beside" not in page
    lines = str(report).splitlines()
    for told in (f"multi-output{l}: 3 is the least number of samples whose own policy" for l in ("", ", l = 2")):
        assert sum(line.startswith(told) for line in lines) == 1


def test_all_answers_for_policies_that_serve_every_k_and_for_those_that_do_not():
    report = audit(CYCLE, "all", samples_for="4/5")
    found = {each.policy: (each.k, each.verdict, each.looked) for each in answers(report)}
    assert found["nlhf"] == (2, Word.CERTIFIED, None)
    assert found["equilibrium"] == found["optimal"] == (2, Word.CERTIFIED, 2)
    assert found["multi-output"][1] is Word.CERTIFIED
    assert [each.policy for each in report.promises] == ["nlhf", "borda", "equilibrium", "optimal", "multi-output"]


@pytest.mark.parametrize("ties", ["opponent", "shared"])
def test_other_ties_are_asked_about_too(ties):
    kept = [
        each.k
        for each in audit(MIXED, "equilibrium", k=range(1, 5), rate="1/2", ties=ties).promises
        if each.verdict is Word.CERTIFIED
    ]
    assert answer(audit(MIXED, "equilibrium", samples_for="1/2", ties=ties)).k == min(kept)


def test_what_has_no_answer_is_refused():
    with pytest.raises(UnsupportedError, match="half"):
        audit(CYCLE, "equilibrium", samples_for="1/2", ties="half")
    with pytest.raises(UnsupportedError, match="lottery"):
        audit(CYCLE, "multi-output", samples_for="1/2", ties="shared")
    (left_out,) = audit(CYCLE, "all", samples_for="1/2", ties="shared").left_out
    assert left_out.policy == "multi-output"


def test_build_servers_see_one_test_for_it_and_its_evidence_never_fails():
    shown = render_junit(audit(CYCLE, "equilibrium", samples_for="4/5"))
    assert 'name="samples-for: l = 1, ties = model, rate 4/5"' in shown
    assert 'name="reaches: k = 1, l = 1, ties = model, rate 4/5"' in shown
    assert 'failures="0" errors="0"' in shown
    assert '<error message="equilibrium: the least number of samples whose own policy' in (
        render_junit(audit(CYCLE, "equilibrium", samples_for="1", k=2))
    )


def test_papers_quote_the_number_by_the_certificates_of_each_k(tmp_path):
    shown = render_latex(audit(CYCLE, "equilibrium", samples_for="4/5", out=tmp_path))
    assert "EquilibriumSamples" not in shown
    assert r"\newcommand{\verifierEquilibriumKOneReachesVerdict}{refuted}" in shown
    assert r"\newcommand{\verifierEquilibriumKTwoReachesVerdict}{certified}" in shown
    assert r"\newcommand{\verifierEquilibriumKTwoReaches}{\ensuremath{4/5}}" in shown
    assert "% no macro, since no single certificate proves it: equilibrium: 2 is the least number of samples" in shown
