"""The HTML report: self-contained, deterministic, and its own checker accepts its certificates, and no tampered one."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from preloaded import program

from verifier import Population, audit
from verifier.report.formats.html import render_html

ROOT = Path(__file__).resolve().parents[2]
VOID = {"meta", "input", "br", "hr", "img", "link"}


class Tree(HTMLParser):
    """Checks that elements are closed in order, and collects ids, headings and links."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.headings, self.urls = [], [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        self.urls += [value for name, value in attributes if name in {"src", "href", "action"}]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, _tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def people(names=("a", "b", "c")):
    a, b, c = names
    rows = [([a, b, c], 4), ([b, c, a], 3), ([c, a, b], 2)]
    index = {name: i for i, name in enumerate(names)}
    return Population.from_counts(names, [(tuple((index[name],) for name in row), count) for row, count in rows])


def page(population=None, **more):
    return render_html(audit(population or people(), ["nlhf", "uniform"], **{"k": range(1, 6), **more}))


def parts(text):
    """The certificates and the checker's source, as the page's script takes them."""
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])
    checker = re.search(r'<script type="text/plain" id="checker">(.*?)</script>', text, re.DOTALL)[1]
    return [f"{first}\n{data['shared']}{rest}" for first, rest in data["parts"]], checker


def test_the_page_is_well_formed_and_loads_nothing():
    text = page()
    tree = Tree()
    tree.feed(text)
    assert tree.open == []
    assert len(tree.ids) == len(set(tree.ids))
    assert tree.urls == []
    assert tree.headings[0] == 1
    assert all(later <= earlier + 1 for earlier, later in zip(tree.headings, tree.headings[1:], strict=False))
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in text


def test_the_page_says_at_its_top_that_nlhf_collapses_where_it_does():
    collapsing = Population.from_rankings({"yes > no": 3, "no > yes": 2})
    verdict = re.search(r'<p class="verdict refuted">(.*?)</p>', page(collapsing), re.DOTALL)[1]
    assert verdict.endswith(
        "<br>NLHF collapses to &#34;yes&#34;: it wins with rate 0.600000 = 3/5 for every k "
        "against 1 response, ties counted for the model (certified)"
    )
    assert "collapses" not in page().partition("<h2")[0]


def test_the_page_without_data_is_small_and_the_same_every_time():
    text = page()
    assert text == page()
    certificates, _ = parts(text)
    assert len(certificates) >= 20
    assert len(text.encode()) < 200_000


def test_names_are_text_and_never_markup():
    names = ('<script>alert("x")</script>', "</script><b>&", "x" * 80)
    text = page(people(names))
    tree = Tree()
    tree.feed(text)
    assert tree.open == []
    assert "<b>&<" not in text
    assert 'alert("x")</script>' not in text
    assert r"&lt;script&gt;alert(\&#34;x\&#34;)&lt;/script&gt;" in text


def test_verdict_opponent_and_exact_rates_are_said_in_words():
    report = audit(people(), "a", k=[1, 2])
    text = render_html(report)
    assert '<p class="verdict refuted"><b>Refuted.</b>' in text
    refuted = next(each for each in report.findings if each.claim == "robust" and each.verdict.value == "refuted")
    assert f"= {refuted.value} against &#34;{refuted.opponent[0]}&#34;, not with {refuted.rate}." in text
    assert "The worst opponents, and who prefers them" in text


def test_certificates_are_the_files_that_the_audit_writes(tmp_path):
    report = audit(people(), "nlhf", k=[1, 2], out=tmp_path)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    certificates, _ = parts(text)
    written = [(tmp_path / each.certificate).read_text() for each in report.findings if each.certificate]
    assert certificates == written


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: the page's checker is not run")
def test_the_checker_in_the_page_proves_its_certificates_and_refuses_a_tampered_one(tmp_path):
    certificates, checker = parts(page())
    (tmp_path / "checker.mjs").write_text(checker, encoding="utf-8")
    tampered = next(each for each in certificates if each.startswith("verifier-certificate 2 worst-case"))
    changed = re.sub(
        r"^rate (\d+)/(\d+)$", lambda rate: f"rate {int(rate[1]) + 1}/{rate[2]}", tampered, flags=re.MULTILINE
    )
    assert changed != tampered
    (tmp_path / "texts.json").write_text(json.dumps([*certificates, changed]), encoding="utf-8")
    (tmp_path / "run.mjs").write_text(
        "import { check } from './checker.mjs';\nimport { readFileSync } from 'node:fs';\n"
        "const texts = JSON.parse(readFileSync('texts.json', 'utf8'));\n"
        "console.log(texts.map((text) => check(new TextEncoder().encode(text)).outcome).join('\\n'));\n",
        encoding="utf-8",
    )
    done = subprocess.run(["node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    said = done.stdout.split("\n")[:-1]
    assert said == ["proved"] * len(certificates) + [said[-1]]
    assert said[-1] != "proved"


def test_the_pages_of_the_book_hold_their_certificates_and_link_to_one_another(tmp_path):
    shutil.copytree(ROOT / "cases" / "experiment-flat-and-climbing", tmp_path / "cases" / "flat")
    shutil.copytree(ROOT / "cases" / "two-two-one", tmp_path / "cases" / "two-two-one")
    command = [*program(), "reproduce", "--html", "book"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "book").iterdir()}
    assert set(pages) == {"index.html", "flat.html", "two-two-one.html"}
    for name, text in pages.items():
        tree = Tree()
        tree.feed(text)
        assert tree.open == []
        assert len(tree.ids) == len(set(tree.ids))
        assert set(tree.urls) <= set(pages)
        assert (tree.urls == []) == (name not in pages)
    for name in ("flat", "two-two-one"):
        certificates, checker = parts(pages[f"{name}.html"])
        written = {path.read_text() for path in (tmp_path / "reports" / name).rglob("*.cert")}
        assert set(certificates) == written
        assert "export function check(" in checker
        assert pages[f"{name}.html"].count(">not yet</td>") == len(certificates)


def chromium():
    return next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)


@pytest.mark.skipif(chromium() is None, reason="no chromium is installed: the page is not opened in a browser")
def test_a_browser_without_network_checks_the_page_and_refuses_what_was_tampered_with(tmp_path):
    text = page()
    act = (
        "<script>const wait = setInterval(() => { const state = document.getElementById('recheck').textContent;"
        "if (!/all|NOT/.test(state)) return; clearInterval(wait);"
        "const box = document.getElementById('paste'); const pick = document.getElementById('pick');"
        "pick.value = String([...pick.options].findIndex((one) => one.textContent.includes('value')) - 1);"
        "pick.dispatchEvent(new Event('change'));"
        "box.value = box.value.replace(/^rate (\\d+)\\//m, (_, top) => `rate ${Number(top) + 1}/`);"
        "document.getElementById('check').click(); }, 20);</script></body>"
    )
    (tmp_path / "page.html").write_text(text.replace("</body>", act), encoding="utf-8")
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND",
               "--virtual-time-budget=30000", "--dump-dom", f"file://{tmp_path}/page.html"]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout
    assert re.search(r"Checked in this page: all \d+ certificates are proved", dom)
    assert re.search(r'<output id="said"[^>]*class="bad"[^>]*>(not proved|malformed): ', dom)
