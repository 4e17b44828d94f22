"""The site is built from the repository's own pages, without a warning, and needs no network to be read."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Loaded(HTMLParser):
    """What a page loads: scripts, pictures, styles and fonts."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "source"} and given.get("src"):
            self.addresses.append(given["src"])
        if tag == "link" and given.get("rel") in {"stylesheet", "preload", "icon"}:
            self.addresses.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-c", "docs"]
    done = subprocess.run(
        [*command, "-d", str(place / "doctrees"), ".", str(place / "html")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return place / "html"


def test_every_page_of_the_documentation_is_on_the_site(site):
    pages = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*") if path.suffix in {".md", ".ipynb"}]
    assert len(pages) > 10
    missing = [page for page in pages if not (site / page.with_suffix(".html")).exists()]
    assert missing == []
    assert 'url=docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_every_case_of_the_book_is_on_the_site(site):
    cases = sorted(path.parent.name for path in (ROOT / "cases").glob("*/case.toml"))
    assert cases
    assert [name for name in cases if not (site / "reports" / name / "README.html").exists()] == []


def test_no_page_loads_anything_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    loaded = Loaded()
    for page in pages:
        loaded.feed(page.read_text(encoding="utf-8"))
    assert len(loaded.addresses) > len(pages)
    assert [
        address for address in loaded.addresses if re.match(r"[a-z]+:|//", address) and address[:5] != "data:"
    ] == []


def test_the_commands_page_holds_the_help_of_every_command(site):
    from verifier.cli.main import COMMANDS

    text = (site / "docs" / "reference" / "commands.html").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"usage: verifier {command}" in re.sub(r"<[^>]+>", "", text), command
    assert "Traceback" not in text


def test_every_public_name_is_on_the_python_page(site):
    import verifier

    text = (site / "docs" / "reference" / "api.html").read_text(encoding="utf-8")
    assert [name for name in verifier.__all__ if not re.search(rf'id="[\w.]*\b{name}"', text)] == []
