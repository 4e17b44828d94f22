"""10 000 mutants of the corpus' small certificates through both checkers, and the oracle that judges what they accept.

The long run is `python -m benchmarks.attack`; its page is benchmarks/ATTACK.md.
"""

import ast
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # the attack is no part of the installed package

from benchmarks.attack.campaign import Plan, attack, well_formed  # noqa: E402
from benchmarks.attack.checkers import FIRST, SECOND, Second, answer, guarded, load  # noqa: E402
from benchmarks.attack.draft import Draft  # noqa: E402
from benchmarks.attack.mutants import mutants  # noqa: E402
from benchmarks.attack.oracle import RULINGS, verdict  # noqa: E402
from benchmarks.attack.seeds import read_seeds  # noqa: E402
from benchmarks.attack.statement import Nonsense, Statement  # noqa: E402

SEEDS = read_seeds()
KINDS = tuple(SEEDS)
MUTANTS = 10_000
CYCLE = "responses 3\na\nb\nc\nvoters 3 3\n1 0 1 2\n1 1 2 0\n1 2 0 1\n"
MAJORITY = "responses 2\na\nb\nvoters 5 2\n3 0 1\n2 1 0\n"
TIED = "responses 2\na\nb\nvoters 5 2\n3 0,1\n2 1 0\n"
UNIFORM = "policy 3 3\n0 1\n1 1\n2 1\n"
ALWAYS_A = "policy 1 1\n0 1\n"

# For each kind claims that are false by the numbers of the literature: three in a cycle, where the uniform policy wins
# with 1 - (2^k + 1) / 3^(k+1), or three of five voters who prefer a.
FALSE = {
    "robust": [CYCLE + f"ties model\nsamples 2\nopponents 1\nrate 163/200\n{UNIFORM}"],
    "not-robust": [CYCLE + f"ties model\nsamples 2\nopponents 1\nrate 22/27\n{UNIFORM}"],
    "worst-case": [CYCLE + f"ties model\nsamples 2\nopponents 1\nrate {rate}\n{UNIFORM}" for rate in ("4/5", "5/6")],
    "win-rate": [MAJORITY + f"ties model\nsamples 1\nrate 2/3\n{ALWAYS_A}against 1 1\n1 1\n"],
    "not-win-rate": [MAJORITY + f"ties model\nsamples 1\nrate 3/5\n{ALWAYS_A}against 1 1\n1 1\n"],
    "least-samples": [
        CYCLE + f"ties model\nsamples {k}\nopponents 1\nrate 22/27\n{UNIFORM}" for k in (1, 3)
    ],
    "no-samples": [
        CYCLE + f"ties model\nopponents 1\nrate 99/100\n{UNIFORM}",
        MAJORITY + f"ties model\nopponents 1\nrate 3/5\n{ALWAYS_A}",
    ],
    "robust-every-k": [MAJORITY + ALWAYS_A, MAJORITY + "policy 10 2\n0 1\n1 9\n"],
    "limit": [CYCLE + f"value 8/9\n{UNIFORM}", MAJORITY + f"value 2/5\n{ALWAYS_A}"],
    "epsilon-equilibrium": [
        MAJORITY + f"payoff {payoff}\nsamples 1\nepsilon 1/100\npolicy 2 2\n0 1\n1 1\n"
        for payoff in ("strict", "shared")
    ],
    "equilibria-located": [MAJORITY + "samples 1\nepsilon 0\npolicy 1 1\n0 1\n"],
    "equilibrium-near": [
        MAJORITY + "payoff strict\nsamples 1\nradius 1/100\npolicy 2 2\n0 1\n1 1\n",
        CYCLE + f"payoff strict\nsamples 2\nradius 1/10\n{ALWAYS_A}",
    ],
    "not-monotone": [MAJORITY + "samples 2\nfirst 1 1\n0 1\nsecond 1 1\n1 1\n"],
    "product-bound": [CYCLE + "samples 2\nopponents 1\nrate 4/5\n", MAJORITY + "samples 1\nopponents 1\nrate 3/5\n"],
    "lottery-bound": [CYCLE + "samples 2\nopponents 1\nrate 7/8\n", CYCLE + "samples 1\nopponents 1\nrate 3/5\n"],
    "set-bound": [CYCLE + "samples 2\nrate 3/5\n", MAJORITY + "samples 1\nrate 2/5\n"],
    "condorcet-dimension": [CYCLE + "dimension 1\n", CYCLE + "dimension 3\n", MAJORITY + "dimension 2\n"],
    "nlhf": [CYCLE + ALWAYS_A, MAJORITY + "policy 2 2\n0 1\n1 1\n"],
    "nlhf-bound": [MAJORITY + "samples 2\nrate 1/2\n", CYCLE + "samples 2\nrate 4/5\n"],
    "nlhf-below": [MAJORITY + f"samples 2\nrate 1/2\n{ALWAYS_A}", CYCLE + f"samples 1\nrate 2/3\n{ALWAYS_A}"],
    "nlhf-unique": [CYCLE + ALWAYS_A, "responses 2\na\nb\nvoters 2 2\n1 0 1\n1 1 0\n" + ALWAYS_A],
    "nlhf-face": [CYCLE + f"dimension 1\n{UNIFORM}", "responses 2\na\nb\nvoters 1 1\n1 0,1\ndimension 0\n" + ALWAYS_A],
    "condorcet-winner": [MAJORITY + "winner 1\n", CYCLE + "winner 0\n"],
    "no-condorcet-winner": [MAJORITY],
    "collapse": [MAJORITY + "winner 0\nvalue 3/4\n", MAJORITY + "winner 1\nvalue 2/5\n"],
    "margin-game": [MAJORITY + "value 1/5\n", CYCLE + "value 1\n"],
    "worst-population": [  # over the cycle the uniform policy wins with 22/27, over two opposite rankings with 7/9
        CYCLE + f"rankings strict\nrule {rule}\nsamples 2\nrate 22/27\n{UNIFORM}conditions 0\n"
        for rule in ("any", "nlhf")
    ] + [
        MAJORITY + f"rankings strict\nrule {rule}\nsamples 2\nrate {rate}\n{ALWAYS_A}conditions 0\n"
        for rule, rate in (("any", "3/5"), ("nlhf", "3/5"), ("nlhf", "1/2"))
    ] + [
        MAJORITY + f"rankings strict\nrule any\nsamples 2\nrate 3/5\n{ALWAYS_A}conditions 1\ncondition -1 1\n2 0 1\n",
        TIED + f"rankings strict\nrule any\nsamples 2\nrate 3/5\n{ALWAYS_A}conditions 1\ncondition 2 1\n-5 1 0\n",
    ],
    "no-common-policy": [
        CYCLE + "promises 1\n1 2/3\n", CYCLE + "promises 2\n1 2/3\n2 22/27\n",
        MAJORITY + "promises 2\n1 3/5\n2 7/8\n", MAJORITY + "promises 1\n3 3/4\n",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """One bounded attack, as a user starts it."""
    folder = tmp_path_factory.mktemp("attack")
    command = [sys.executable, "-m", "benchmarks.attack", "--mutants", str(MUTANTS), "--failures", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)


def test_no_mutant_gets_a_false_claim_accepted_crashes_a_checker_or_divides_the_two(run):
    assert run.returncode == 0, run.stdout + run.stderr
    assert int(re.search(r"^(\d+) mutants", run.stdout, re.MULTILINE)[1]) >= MUTANTS
    assert "Nothing failed." in run.stdout


def test_enough_mutants_are_in_the_grammar(run):
    assert int(re.search(r"(\d+) % of the mutants are in the grammar", run.stdout)[1]) >= 30


def test_the_second_checker_was_attacked_too(run):
    second = Second.find()
    if isinstance(second, str):
        pytest.skip(f"the second checker was not attacked: {second}")
    assert "NOT ATTACKED" not in run.stdout


def test_every_kind_has_seeds_and_a_ruling():
    assert set(KINDS) == set(RULINGS) == set(FALSE) == set(load(FIRST).CLAIMS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_oracle_refutes_false_claims_of_every_kind(kind):
    for text in FALSE[kind]:
        claim = Statement.read(f"verifier-certificate 1 {kind}\n{text}witness\nend\n".encode())
        assert verdict(claim) is False, text


@pytest.mark.parametrize("kind", KINDS)
def test_the_oracle_confirms_what_the_corpus_proves(kind):
    verdicts = [verdict(Statement.read(seed.content)) for seed in SEEDS[kind] if seed.outcome == "proved"]
    assert False not in verdicts
    if RULINGS[kind].decides:
        assert verdicts.count(True) > 0.8 * len(verdicts)


@pytest.mark.parametrize("kind", KINDS)
def test_a_checker_that_requires_nothing_is_caught_on_every_kind(kind, tmp_path):
    source = FIRST.read_text(encoding="utf-8")
    weak = tmp_path / "checker.py"
    start = source.index("def require(")
    weak.write_text(source[:start] + source[start:].replace("if not condition:", "if False:", 1), encoding="utf-8")
    tally = attack(kind, SEEDS[kind], Plan(100, 1, None, tmp_path / "failures", weak))
    assert tally.false_accepts > 5


SOURCE = FIRST.read_text(encoding="utf-8")
NOT_NEEDED = {
    "the dual policy concedes another value",  # no rate is below 0, and no primal policy guarantees more
}
"""Without these the checker accepts nothing false either."""

REQUIRED = [
    node for node in ast.walk(ast.parse(SOURCE))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "require"
]  # fmt: skip
SHARED = {  # conditions that stand in functions of several claims
    "the interior optimum is none": ("nlhf-face",),
    "a pivot is not a unit": ("nlhf-unique", "nlhf-face"),
    "a response gains more than epsilon": ("epsilon-equilibrium",),
    "the win rate is on the other side of the rate": ("win-rate", "not-win-rate"),
}


def _reason(condition):
    return next(node.value for node in ast.walk(condition.args[1]) if isinstance(node, ast.Constant))


CONDITIONS = [node for node in REQUIRED if _reason(node) not in NOT_NEEDED]


def _kinds_of(condition):
    """The kinds of claims in whose function the condition stands."""
    line = condition.lineno
    functions = {node.name.replace("_", "-"): node for node in ast.parse(SOURCE).body if hasattr(node, "name")}
    (function,) = (name for name, node in functions.items() if node.lineno <= line <= node.end_lineno)
    return (function,) if function in KINDS else SHARED.get(_reason(condition), ("nlhf-face", "nlhf-unique"))


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda node: f"{_reason(node)}, line {node.lineno}")
def test_a_checker_that_leaves_out_one_condition_is_caught(condition, tmp_path):
    lines = SOURCE.split("\n")
    line, column = condition.lineno - 1, condition.col_offset
    lines[line] = f"{lines[line][:column]}(lambda *_: None){lines[line][column + len('require') :]}"
    path = tmp_path / "checker.py"
    path.write_text("\n".join(lines), encoding="utf-8")
    weak, sound = load(path), load(FIRST)
    for kind in _kinds_of(condition):
        for content in islice(mutants(kind, SEEDS[kind], 1), 60_000):
            with guarded():
                word = answer(weak, content)[0]
                news = word in {"proved", "crash"} and answer(sound, content)[0] != word
            if news and (word == "crash" or verdict(Statement.read(content)) is False):
                return
    pytest.fail("no mutant shows that the condition is missing")


def test_files_that_say_nothing_are_not_taken_for_well_formed():
    content = f"verifier-certificate 1 condorcet-winner\n{MAJORITY}winner 0\nwitness\nend\n".encode()
    assert well_formed(content)
    assert not well_formed(content.replace(b"3 0 1\n", b"3 0 1 0\n"))
    with pytest.raises(Nonsense):
        Statement.read(content.replace(b"voters 5 2", b"voters 6 2"))


def test_seeds_come_out_of_a_draft_as_they_went_in():
    for seeds in SEEDS.values():
        for seed in seeds:
            assert Draft.parse(seed.content).format() == seed.content


@pytest.mark.parametrize("kind", ["robust", "equilibrium-near"])
def test_mutants_are_the_same_for_the_same_run_and_never_twice_the_same(kind):
    first = list(islice(mutants(kind, SEEDS[kind], 5), 300))
    assert first == list(islice(mutants(kind, SEEDS[kind], 5), 300))
    assert first != list(islice(mutants(kind, SEEDS[kind], 6), 300))
    assert len(set(first)) == 300


@pytest.mark.parametrize(("body", "word"), [
    ("while True: pass", "slow"), ("bytearray(1 << 30)", "memory"), ("1 / 0", "crash"),
    ("meter.work(1); sum(range(8 * 10**6))", "overtime"),
])  # fmt: skip
def test_what_a_checker_may_not_do_is_noticed(body, word, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.attack.checkers.SECONDS", 0.2 if word == "slow" else 20)
    monkeypatch.setattr("benchmarks.attack.checkers.SPARE", 0.05 if word == "overtime" else 20)
    names = "".join(f"class {name}(Exception): pass\n" for name in ("NotProved", "Malformed", "OverBudget"))
    path = tmp_path / "checker.py"
    meter = (
        "class Meter:\n    def __init__(self, budget): self.units = 0\n    def work(self, units): self.units += units\n"
    )
    check = f"BUDGET = 1\ndef check(content, budget, meter):\n    {body}\n"
    path.write_text(names + meter + check, encoding="utf-8")
    with guarded():
        assert answer(load(path), b"")[0] == word


def _second(tmp_path, body):
    path = tmp_path / SECOND.name
    path.write_text(f"let n = 0;\n{body}\n", encoding="utf-8")
    second = Second.find(path)
    if isinstance(second, str):
        pytest.skip(second)
    return second


def test_the_answers_of_the_second_checker_are_read_in_order(tmp_path):
    second = _second(tmp_path, "console.log('#1: not proved: x'); console.log('#2: proved'); process.exitCode = 1;")
    assert [each.word for each in second.answers([b"a", b"b"])] == ["not proved", "proved"]


def test_more_time_than_was_charged_is_traced_to_its_file(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.attack.checkers.SPARE", 0.2)
    second = _second(tmp_path, """import { readFileSync } from 'node:fs';
const data = readFileSync(0, 'latin1');
for (const end = Date.now() + 500; data.includes('c') && Date.now() < end;);
for (const _ of data.matchAll(/1/g)) console.log('#: proved (7 units, 8 bytes)');""")  # fmt: skip
    words = [each.word for each in second.answers([b"a", b"c", b"d"])]
    assert words == ["proved", "overtime", "proved"]


def test_a_crash_of_the_second_checker_is_traced_to_its_file(tmp_path):
    second = _second(tmp_path, """import { readFileSync } from 'node:fs';
const data = readFileSync(0, 'latin1');
if (data.includes('c')) throw new Error('x');
for (const _ of data.matchAll(/1/g)) console.log('#: malformed');""")  # fmt: skip
    words = [each.word for each in second.answers([b"a", b"b", b"c", b"d"])]
    assert words == ["malformed", "malformed", "crash", "malformed"]
