"""The second checker, in JavaScript, written from the format document alone: the corpus and the command line."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

import verifier.certificates

CHECKER = Path(verifier.certificates.__file__).with_name("checker.mjs")
CORPUS = Path(__file__).parents[1] / "certificates"
FILES = sorted(CORPUS.glob("*/*.cert"))
CODES = {"proved": 0, "not proved": 1, "malformed": 2, "over budget": 3}
PROVED = CORPUS / "proved" / "the-example-of-the-document-three-in-a-cycle.cert"
NOT_PROVED = CORPUS / "not_proved" / "a-rate-a-billionth-above-the-truth.cert"
MALFORMED = CORPUS / "malformed" / "empty-file.cert"
OVER_BUDGET = CORPUS / "over_budget" / "samples-of-4096-digits.cert"


def why_not() -> str:
    """Why node cannot be used here, or nothing."""
    node = shutil.which("node")
    if node is None:
        return "node is not installed; the second checker needs node 20 or later"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < 20:
        return f"this is node {version}; the second checker needs node 20 or later"
    return ""


REASON = why_not()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)


def run(*words, content=None):
    return subprocess.run(["node", CHECKER, *words], input=content, capture_output=True, check=False)


def outcome_of(line):
    """The outcome in a line `name: outcome: message`."""
    return line.split(": ")[1]


def framed(contents):
    return b"".join(b"%d\n%s" % (len(content), content) for content in contents)


def expected(path):
    return path.parent.name.replace("_", " ")


def test_the_corpus_is_not_empty():
    assert {expected(path) for path in FILES} == set(CODES)


def test_every_file_of_the_corpus_has_the_outcome_of_its_folder():
    lines = run(*FILES).stdout.decode().splitlines()
    assert [line.split(": ")[0] for line in lines] == [str(path) for path in FILES]
    wrong = [line for line, path in zip(lines, FILES, strict=True) if outcome_of(line) != expected(path)]
    assert not wrong


def test_every_file_of_the_corpus_has_the_same_outcome_in_a_batch():
    answer = run("--batch", content=framed(path.read_bytes() for path in FILES))
    lines = answer.stdout.decode().splitlines()
    assert [line.split(": ")[0] for line in lines] == [str(i + 1) for i in range(len(FILES))]
    wrong = [path for line, path in zip(lines, FILES, strict=True) if outcome_of(line) != expected(path)]
    assert not wrong
    assert answer.returncode == CODES["malformed"]


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        ([PROVED], 0),
        ([PROVED, PROVED], 0),
        ([NOT_PROVED], 1),
        ([MALFORMED], 2),
        ([OVER_BUDGET], 3),
        ([OVER_BUDGET, PROVED], 3),
        ([PROVED, OVER_BUDGET, NOT_PROVED], 1),
        ([NOT_PROVED, OVER_BUDGET, MALFORMED, PROVED], 2),
    ],
)
def test_the_exit_code_is_that_of_the_worst_outcome(paths, code):
    assert run(*paths).returncode == code
    assert run("--batch", content=framed(path.read_bytes() for path in paths)).returncode == code


def test_a_proved_answer_is_the_claim_in_words():
    answer = run(PROVED)
    assert answer.stdout.decode() == (
        f"{PROVED}: proved: over these 3 voters and 3 responses "
        "(unranked ones, if any, tied at the bottom), 2 independent samples of the policy "
        '["a": 1, "b": 1, "c": 1]/3 win with rate at least 22/27 against every opponent that shows 1 response '
        "(ties count for the model)\n"
    )
    assert answer.stderr == b""


@pytest.mark.parametrize(
    ("winner", "shown"),
    [
        (0, '"!%22"'),
        (1, '"%0Aend"'),
        (2, '"%1B[31m"'),
        (3, '"\N{LATIN SMALL LETTER E WITH ACUTE}%E2%80%AE x"'),
    ],
)
def test_a_name_in_words_hides_nothing_and_closes_no_quotes(tmp_path, winner, shown):
    path = tmp_path / "names.cert"
    names = ['!"', "%0Aend", "%1B[31m", "%C3%A9%E2%80%AE%20x"]
    ranking = " ".join(str(y) for y in sorted(range(4), key=lambda y: y != winner))
    lines = ["verifier-certificate 2 condorcet-winner", "responses 4", *names, "voters 1 1", f"1 {ranking}"]
    path.write_text("\n".join([*lines, f"winner {winner}", "witness", "end", ""]))
    line = run(path).stdout.decode()
    assert line.startswith(
        f"{path}: proved: over these 1 voter and 4 responses (all ranked), {shown} is the Condorcet winner"
    )
    assert line.count("\n") == 1


def test_the_version_is_the_format_and_the_digest_of_the_file_itself():
    answer = run("--version")
    digest = hashlib.sha256(CHECKER.read_bytes()).hexdigest()
    assert answer.stdout.decode() == f"second checker of verifier-certificate 1 and 2, sha256 {digest}\n"
    assert answer.returncode == 0


@pytest.mark.parametrize("words", [[], ["--help"], ["--budget"], ["--budget", "-1", PROVED], ["--batch", PROVED]])
def test_a_wrong_call_answers_nothing_and_exits_with_two(words):
    answer = run(*words)
    assert answer.returncode == 2
    assert answer.stdout == b""
    assert answer.stderr.startswith(b"usage: ")


def test_a_file_that_cannot_be_read_is_malformed(tmp_path):
    for path in (tmp_path, tmp_path / "missing.cert"):
        answer = run(path, PROVED)
        assert [outcome_of(line) for line in answer.stdout.decode().splitlines()] == ["malformed", "proved"]
        assert answer.returncode == 2


def test_a_file_name_cannot_forge_a_line():
    answer = run("a\nb: proved\x1b[2K")
    assert answer.stdout == b"a%0Ab: proved%1B[2K: malformed: the file cannot be read\n"


def test_a_file_beyond_the_cap_is_over_budget_and_an_endless_one_too(tmp_path):
    path = tmp_path / "long.cert"
    with path.open("wb") as file:
        file.truncate(2**26 + 1)
    endless = ["/dev/zero"] if Path("/dev/zero").exists() else []
    answer = run(path, *endless)
    assert {outcome_of(line) for line in answer.stdout.decode().splitlines()} == {"over budget"}
    assert answer.returncode == 3


def test_the_budget_is_moved_by_an_option():
    assert run("--budget", "3", PROVED).returncode == 3
    assert run("--budget", "3", "--batch", content=framed([PROVED.read_bytes()])).returncode == 3
    assert run("--budget", "100000", PROVED).returncode == 0


def test_a_closed_pipe_ends_it_quietly_and_not_with_success():
    with subprocess.Popen(
        ["node", CHECKER, *[PROVED] * 3000], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 2


@pytest.mark.parametrize("content", [b"", b"5\nabc", b"x\nabc", b"-1\n", b"\n", b"9999999999\n", b"12"])
def test_a_batch_that_is_not_framed_is_refused(content):
    answer = run("--batch", content=content)
    assert answer.returncode == 2
    assert answer.stdout == b""


def test_a_batch_answers_what_is_whole_before_the_rest_arrives():
    with subprocess.Popen(["node", CHECKER, "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for i, path in enumerate((PROVED, NOT_PROVED, PROVED)):
            content = framed([path.read_bytes()])
            process.stdin.write(content[:1])
            process.stdin.flush()
            process.stdin.write(content[1:])
            process.stdin.flush()
            assert process.stdout.readline().decode().startswith(f"{i + 1}: {expected(path)}: ")
        process.stdin.close()
        assert process.wait() == 1


def test_it_checks_where_there_is_no_process_and_no_buffer(tmp_path):
    page = tmp_path / "page.mjs"
    bodies = [list(PROVED.read_bytes()), list(NOT_PROVED.read_bytes())]
    lines = [
        "const log = console.log;",
        "delete globalThis.process;",
        "delete globalThis.Buffer;",
        f"const {{ check, FORMAT }} = await import({CHECKER.as_uri()!r});",
        f"const bodies = {bodies}.map((body) => Uint8Array.from(body));",
        "for (const body of bodies) log(FORMAT, check(body).code, check(body, 3).code);",
    ]
    page.write_text("\n".join(lines))
    answer = subprocess.run(["node", page], capture_output=True, text=True, check=True)
    assert answer.stdout == "verifier-certificate 0 3\nverifier-certificate 1 3\n"
