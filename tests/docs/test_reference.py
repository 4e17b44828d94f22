"""The reference pages say what the code reads and writes: every key of a case file, every name in a report."""

import ast
import contextlib
import io
import json
import re
import shlex
import sys
from functools import cache
from pathlib import Path

import pytest

from verifier.cli import main
from verifier.lab.book.expectation import EXPECTED
from verifier.lab.book.kinds import KINDS
from verifier.report.finding import PROMISES, Finding, Report, Word
from verifier.report.formats import json as json_report

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "verifier" / "lab" / "book"
CASES = (ROOT / "docs" / "reference" / "cases.md").read_text(encoding="utf-8")
REPORT = (ROOT / "docs" / "reference" / "report.md").read_text(encoding="utf-8")

TAKES = {"take", "text", "number", "numbers", "optional", "texts", "one_number", "verdicts", "flag", "tables", "has"}
"""The methods of `Table` whose first argument is a key."""

MUST = {"take", "text"}
"""Those of them that refuse a table without the key."""

PASSED_ON = {"models.py": {"key"}, "experiments/by_steps.py": {"column"}, "kinds.py": {"heading"}}
"""First arguments that are no literal, and where: keys named by the caller (`read_policies`), columns, the kinds."""

SECTIONS = {
    "The top of the file": ("case.py",),
    "[population]": ("case.py",),
    "[family]": ("parametric.py",),
    "What can be expected of an audit": ("expectation.py",),
    "Preferences of one question": ("models.py",),
    **{f"[[{heading}]]": (f"questions/{module}.py",) for heading, module in KINDS.items()},
    "[[experiment]]": ("questions/experiments.py", "experiments/by_k.py", "experiments/by_steps.py"),
}
"""Section of the page → the modules that take its keys."""

HELPERS = {"read_family": ("family", False), "family_of": ("family", False), "expected_word": ("expected", True)}
"""Functions that take a key from the table of whoever calls them → the key, and whether they refuse to go without."""

WANTED_ALL_THE_SAME = {
    ("[[frequency]]", "values"),
    ("[[worst-population]]", "values"),
    ("[[experiment]]", "policies"),
    ("[[fixed-point]]", "policies"),
    ("[[property]]", "antisymmetry"),
    ("[[property]]", "subadditivity"),
    ("[[property]]", "multi-versus-single"),
}
"""Keys that are required although the code asks for them in another way: it wants one value for each k, and so on."""


def sections(page):
    """Heading of the second level, without backticks → its text."""
    parts = re.split(r"^## (.*)$", page, flags=re.MULTILINE)
    return {heading.replace("`", ""): text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def rows(text):
    """Every row of every table as (the names in backticks of its first cell, the cells)."""
    for line in text.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            yield re.findall(r"`([^`]+)`", cells[0]), cells


def literals(node, known):
    """The texts that an expression stands for: a literal, a tuple of them, a constant, or the variable of a loop."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Tuple):
        return set().union(*(literals(each, known) for each in node.elts))
    return known.get(node.id, set()) if isinstance(node, ast.Name) else set()


@cache
def taken(module):
    """(key, how it is taken, its default or None) for every key that a module takes from a table."""
    tree = ast.parse((BOOK / module).read_text(encoding="utf-8"))
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = literals(node.value, {})
    for node in ast.walk(tree):
        if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            known[node.target.id] = known.get(node.target.id, set()) | literals(node.iter, known)
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if isinstance(node.func, ast.Name) and node.func.id in HELPERS:
            found.add((*HELPERS[node.func.id], None))
            continue
        method = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        at = 1 if method == "read_policies" else 0
        if at == 0 and (method not in TAKES or not isinstance(node.func, ast.Attribute)):
            continue
        keys = literals(node.args[at], known)
        if not keys:
            assert isinstance(node.args[at], ast.Name), f"{module}: {ast.unparse(node)}"
            assert node.args[at].id in PASSED_ON.get(module, set()), f"{module}: {ast.unparse(node)}"
        must = method in MUST or (method == "verdicts" and len(node.args) == 1)
        default = False if method == "flag" else ast.literal_eval(node.args[-1]) if defaults(node, method) else None
        found |= {(key, must, default) for key in keys}
    return frozenset(found)


def defaults(node, method):
    """Whether a call gives a default that can be read off."""
    enough = {"optional": 3, "one_number": 2, "verdicts": 2}.get(method)
    return enough == len(node.args) and isinstance(node.args[-1], ast.Constant)


def keys_of(heading):
    keys = {key for module in SECTIONS[heading] for key, _, _ in taken(module)}
    return keys - {"family"} if heading == "[family]" else keys


def documented(*headings):
    return {key for heading in headings for keys, _ in rows(sections(CASES)[heading]) for key in keys}


def test_every_kind_of_question_has_a_section_and_a_row_in_the_list_of_kinds():
    assert [heading for heading in sections(CASES) if heading.startswith("[[")] == [f"[[{kind}]]" for kind in KINDS]
    listed = re.findall(r"^\| \[`\[\[([a-z-]+)\]\]`\]\(#([a-z-]+)\) \|", CASES, flags=re.MULTILINE)
    assert listed == [(kind, kind) for kind in KINDS]


def test_every_kind_shows_an_example_of_the_book():
    for kind in KINDS:
        example = re.search(r"<!-- part of: cases/([a-z0-9-]+)/case.toml -->", sections(CASES)[f"[[{kind}]]"])
        assert example, kind
        assert f"../../reports/{example[1]}/README.md" in sections(CASES)[f"[[{kind}]]"]


@pytest.mark.parametrize("heading", [heading for heading in SECTIONS if heading != "[population]"])
def test_the_tables_of_a_section_hold_the_keys_that_the_code_takes_and_no_other(heading):
    shown = (heading, "[population]") if heading == "The top of the file" else (heading,)
    told = documented(*shown)
    if "verdicts" in told and heading == "[[experiment]]":
        assert "read_expectation" in (BOOK / "experiments/by_k.py").read_text(encoding="utf-8")
    assert told == keys_of(heading)


@pytest.mark.parametrize("heading", [f"[[{kind}]]" for kind in KINDS])
def test_a_key_is_called_required_where_the_code_refuses_to_go_without_it(heading):
    every = [row for module in SECTIONS[heading] for row in taken(module)]
    must = {key for key, required, _ in every if required}
    must |= {key for where, key in WANTED_ALL_THE_SAME if where == heading}
    told = {key for keys, cells in rows(sections(CASES)[heading]) for key in keys if cells[2].startswith("required")}
    # With credit no win rate is asked for; with an infimum it is asked whether it is attained.
    told -= {"attained"} if heading == "[[symbolic]]" else set()
    assert told == must


@pytest.mark.parametrize("heading", SECTIONS)
def test_a_default_that_the_code_has_is_the_one_that_the_page_says(heading):
    given = {key: default for module in SECTIONS[heading] for key, _, default in taken(module) if default is not None}
    for keys, cells in rows(sections(CASES)[heading]):
        for key in keys:
            default = given.get(key)
            if default not in {None, ""} and not (heading == "The top of the file" and key != "theory"):
                written = json.dumps(default, ensure_ascii=False)
                assert f"`{written}`" in cells[2], f"{heading} {key}: {written}"


def test_every_module_of_the_book_that_takes_keys_has_a_section():
    modules = {path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.py")} - {"table.py"}
    with_keys = {module for module in modules if taken(module)}
    told = {module for modules in SECTIONS.values() for module in modules}
    assert with_keys <= told


def test_kinds_whose_keys_stand_elsewhere_link_there():
    for reader, anchor in (
        ("read_expectation", "(#what-can-be-expected-of-an-audit)"),
        ("read_model", "(#preferences-of-one-question)"),
    ):
        users = [
            heading
            for heading, modules in SECTIONS.items()
            if heading.startswith("[[") and any(reader in (BOOK / module).read_text("utf-8") for module in modules)
        ]
        assert len(users) > 1
        assert all(anchor in sections(CASES)[heading] for heading in users)


def test_what_can_be_expected_is_told_in_the_error_that_nothing_is():
    assert set(EXPECTED) == documented("What can be expected of an audit")


def test_the_walk_finds_keys_in_loops_and_refuses_those_that_it_cannot_read(tmp_path, monkeypatch):
    (tmp_path / "kind.py").write_text(
        'PARTS = ("a", "b")\nx = [table.text(p) for p in PARTS]\nfor q in ("c",):\n    table.optional(q, int, 7)\n'
        'read_policies(table, "d", names)\n'
    )
    (tmp_path / "other.py").write_text("table.text(what)\n")
    monkeypatch.setattr(sys.modules[__name__], "BOOK", tmp_path)
    assert taken("kind.py") == {("a", True, None), ("b", True, None), ("c", False, 7), ("d", False, None)}
    with pytest.raises(AssertionError, match="text"):
        taken("other.py")


COMMANDS = [
    "audit gallery:three-cycle -k 1,2",
    "audit gallery:three-cycle --policy uniform --policy multi-output --policy optimal -k 2 -l 2",
    "audit gallery:three-cycle --policy uniform -k all",
    "audit gallery:three-cycle --policy a --samples-for 9/10",
    "audit gallery:three-cycle --policy uniform --samples-for 9/10",
    "audit gallery:three-cycle --policy equilibrium --samples-for 4/5 --out least",
    "audit gallery:three-cycle --policy uniform --opponent point.json -k 2",
    "audit gallery:three-cycle --policy self-play -k 1",
    "audit gallery:three-cycle --policy equilibrium -k 1",
    "audit gallery:three-cycle --policy all --ties shared -k 1",
    "audit gaps.json --unranked incomparable --policy equilibrium -k 1",
    "audit ties.json -k 2",
    "audit 'gallery:half-barrier(epsilon=1/10)' -k 1",
    "audit gallery:three-cycle --policy uniform -k 100000 --budget 10",
    "solve condorcet-dimension gallery:three-cycle",
    "solve optimal gallery:three-cycle -k 2",
    "solve equilibrium gallery:six-voter -k 3 --budget 20",
    "show gallery:three-cycle",
    "show --gallery",
    "check nlhf.cert",
    "diff before.json after.json",
    "diff after.json before.json",
    "index audit",
    "counterexample --rule nlhf -k 3",
    "counterexample --policy point.json -k 2",
    "counterexample --rule nlhf -k 2 --approach",
    "reproduce --cases cases --reports reports",
    "paper check main.tex",
]
"""What is run, and what each prints with ``--format json``."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Command → what it prints as JSON."""
    folder = tmp_path_factory.mktemp("printed")
    tied = {"count": 1, "ranking": "a = b"}
    people = {"format": "verifier-population/1", "responses": ["a", "b"], "rankings": [tied]}
    (folder / "ties.json").write_text(json.dumps(people))
    half = [{"count": 1, "ranking": "a > b"}, {"count": 1, "ranking": "c > d"}]
    (folder / "gaps.json").write_text(json.dumps({"format": "verifier-population/1", "rankings": half}))
    (folder / "point.json").write_text('{"a": "1", "b": "0", "c": "0"}')
    (folder / "cases" / "cycle").mkdir(parents=True)
    about = "".join(f'{key} = "s"\n' for key in ("title", "statement", "source", "text"))
    people = '[population]\ngallery = "three-cycle"\n[[condorcet-dimension]]\nname = "d"\ndimension = 3\n'
    (folder / "cases" / "cycle" / "case.toml").write_text(f'theory = "4"\n{about}{people}')
    (folder / "main.tex").write_text("\\input{audit/report}\n\\verifierNlhfKTwoRate\n\\input{nobody}\n")
    verifier(folder, "audit gallery:three-cycle -k 2 --out audit")
    (folder / "nlhf.cert").write_bytes((folder / "audit" / "nlhf.cert").read_bytes())
    for name, more in (("before", ""), ("after", " --policy uniform --policy nlhf --rate 9/10")):
        text = verifier(folder, f"audit gallery:three-cycle -k 2 --format json{more}")
        (folder / f"{name}.json").write_text(text)
    found = {}
    for command in COMMANDS:
        text = verifier(folder, f"{command} --format json")
        assert text, command
        found[command] = json.loads(text)
    return found


def verifier(folder, words):
    """What the command prints; run in this process, which is faster."""
    output = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(output):
        main.main(shlex.split(words))
    return output.getvalue()


NAMES_OF_PEOPLE = {"weights", "rankings", "borda", "policy"}
"""Objects whose keys are responses or rankings."""


def keys_in(value):
    """Every key of every object in ``value``, but names of responses and rankings."""
    if isinstance(value, list):
        return set().union(*map(keys_in, value))
    if not isinstance(value, dict):
        return set()
    return set(value) | set().union(
        *(set() if key in NAMES_OF_PEOPLE and isinstance(each, dict) else keys_in(each) for key, each in value.items())
    )


def named(text):
    """Every name that the page writes in backticks."""
    return set(re.findall(r"`([a-z0-9_]+)`", text))


def part(command):
    """The part of the page about a command."""
    if command.startswith(("audit", "solve")):
        return REPORT.partition("## Populations")[0]
    name = "paper check" if command.startswith("paper") else command.partition(" ")[0]
    heading = f"### `{name}`\n"
    assert REPORT.count(heading) == 1
    own = REPORT.partition(heading)[2].partition("\n### ")[0]
    # A counterexample holds a report, a profile its population, a worst population a finding.
    return own + (REPORT.partition("## Populations")[0] if name in {"show", "counterexample"} else "")


def test_every_command_is_run():
    assert {command.partition(" ")[0] for command in COMMANDS} == set(main.COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_name_that_is_printed_is_on_the_page(command, printed):
    told = keys_in(printed[command])
    assert told
    assert sorted(told - named(part(command))) == []


@pytest.mark.parametrize("name", ["show", "check", "diff", "index", "counterexample", "reproduce", "paper check"])
def test_every_name_in_the_tables_of_a_command_is_printed(name, printed):
    told = {key for keys, _ in rows(REPORT.partition(f"### `{name}`\n")[2].partition("\n### ")[0]) for key in keys}
    assert told
    assert sorted(told - set().union(*(keys_in(printed[each]) for each in COMMANDS if each.startswith(name)))) == []


def test_the_commands_that_are_run_print_every_kind_of_claim(printed):
    listed = [value.get("findings") or value.get("found") for value in printed.values() if isinstance(value, dict)]
    claims = {each["claim"] for findings in listed if isinstance(findings, list) for each in findings}
    assert claims == set(json_report.CLAIMS)


def test_the_page_has_every_kind_of_claim_with_its_names():
    table = REPORT.partition("### Claims")[2].partition("\n## ")[0]
    told = {names[0]: re.findall(r"`([a-z]+)`", cells[2]) for names, cells in rows(table)}
    fields = json_report._FIELDS
    assert told == {claim: list(names) for claim, names in fields.items()}
    assert set(list(told)[: len(PROMISES)]) == set(PROMISES)


def test_the_page_has_every_field_of_a_finding_that_a_report_can_hold():
    findings = sections(REPORT)["findings"].partition("### Claims")[0]
    told = {name for names, _ in rows(findings) for name in names}
    every = set().union(*json_report._FIELDS.values(), json_report._OPTIONAL)
    assert told == every | {"claim", "verdict", "certificate", "sentence"}
    assert told <= set(Finding.__dataclass_fields__)


def divided_report():
    """A report of shares and weights that were divided by their sums."""
    from verifier import Policy, Population, audit

    people = Population.from_rankings({"a > b": 0.5, "b > a": 1.5}, normalize=True)
    policy = Policy.from_weights({"a": 0.5}, people.responses, normalize=True)
    return json_report.report_object(audit(people, policy, k=1))


def test_the_page_has_the_names_of_a_report_its_population_and_its_policies(printed):
    report = printed["audit gallery:three-cycle -k 1,2"]
    (whole, people) = (
        [names[0] for names, _ in rows(sections(REPORT)[part])] for part in ("The whole object", "population")
    )
    assert whole == list(printed["audit gallery:three-cycle --policy all --ties shared -k 1"])
    assert [name for name in whole if name != "left_out"] == list(report)
    assert people == [*report["population"], "divided_by"]
    divided = divided_report()
    assert people == list(divided["population"])
    policies = {name for names, _ in rows(sections(REPORT)["policies"]) for name in names}
    seen = {
        key
        for value in (*printed.values(), divided)
        if isinstance(value, dict)
        for each in value.get("policies", [])
        for key in each
    }
    convergence = set(json_report._CONVERGENCE)
    assert policies == seen | convergence


def test_the_json_and_the_values_in_python_are_the_same():
    from verifier import audit, gallery

    report = audit(gallery("three-cycle"), k=[1, 2])
    assert isinstance(report, Report)
    shown = json.loads(json_report.render_json(report))["findings"]
    assert [each["claim"] for each in shown] == [each.claim for each in report.findings]
    assert [Word(each["verdict"]) for each in shown] == [each.verdict for each in report.findings]
    assert [each.get("value") for each in shown] == [
        None if each.value is None else str(each.value) for each in report.findings
    ]
