"""The examples of the format document are certificates, and both checkers prove them."""

import shutil
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import verifier.certificates
from verifier import check_files
from verifier.certificates.checking import PROVED, second_command

DOCUMENT = Path(verifier.certificates.__file__).with_name("FORMAT.md").read_text(encoding="utf-8")
EXAMPLES = [
    token.content
    for token in MarkdownIt().parse(DOCUMENT)
    if token.type == "code_block" and token.content.startswith("verifier-certificate 2 ")
]


def test_there_are_examples():
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("second", [False, True], ids=["checker.py", "checker.mjs"])
@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split()[2])
def test_the_example_is_proved(text, second, tmp_path):
    path = tmp_path / "example.cert"
    path.write_text(text, encoding="ascii")
    if second and shutil.which("node") is None:
        pytest.skip("node is not installed: the second checker is not run")
    command = second_command() if second else None
    (outcome,) = check_files([path], command=command)
    assert outcome.code == PROVED, outcome.sentence
