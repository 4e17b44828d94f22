"""Does a paper quote what is proved? Each macro that it uses, against the certificate that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from verifier.audits.rules import RULE_NAMES
from verifier.certificates.checking import PROVED, Outcome, check_files
from verifier.errors import AuditError
from verifier.files.publishing import REPORT
from verifier.files.reading import read_source
from verifier.game.rate import parse_rate
from verifier.game.ties import CONVENTIONS
from verifier.preferences.quotation import OwnWord, called
from verifier.recheck.listed_policies import listed_shares
from verifier.recheck.paper.files import Paper, read_paper
from verifier.recheck.paper.macros import Definition, MacrosFile
from verifier.recheck.proved_numbers import Proof, proved
from verifier.report.formats.latex import CAPTION, TABLE, caption, stated, table
from verifier.report.headline import best_under
from verifier.report.latex.macros import Row, forms
from verifier.report.latex.names import Place, macro_name
from verifier.report.pages.paper import Quoted, Standing

EQUAL, DIFFERENT, NOTHING = 0, 1, 2
"""Exit codes: all that is used is proved; something is not; nothing was checked."""

_ROW = re.compile(r"^([0-9]+) & ", re.MULTILINE)
_OWN = re.compile(rf"(?:rule:)?(?:{'|'.join(RULE_NAMES)})|(?:policy|opponent)(?: [0-9]+)?")


@dataclass(frozen=True)
class PaperCheck:
    """What came of it.

    Attributes:
        quoted: every macro, in the order of the macros files, then names that none of them defines.
        absent: files that the paper reads and that were not found: what they use was not looked at.
    """

    quoted: tuple[Quoted, ...]
    absent: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 if at least one macro is used and all used ones are equal; 2 if no certificate was there to check."""
        found = {each.standing for each in self.quoted} - {Standing.UNUSED}
        if found <= {Standing.MISSING}:
            return NOTHING
        return EQUAL if found == {Standing.EQUAL} else DIFFERENT


def check_paper(main: Path, macros: Path | None = None, *, jobs: int = 1, seconds: int | None = None) -> PaperCheck:
    """Every macro that the paper at ``main`` uses, compared with what the stand-alone checker proves.

    Raises:
        InputError: a file cannot be read, or the paper reads no macros file.
    """
    paper = read_paper(main, macros)
    used = _used(paper)
    quoted: list[Quoted] = []
    for file in paper.macros:
        bench = _bench(file, used, jobs, seconds)
        for name, definition in file.definitions.items():
            if name not in used:
                quoted.append(Quoted(name, Standing.UNUSED, definition.text))
            elif sum(name in each.definitions for each in paper.macros) > 1:
                quoted.append(Quoted(name, Standing.DIFFERS, definition.text, reason="two macros files define it"))
            elif name in paper.doubts:
                quoted.append(Quoted(name, Standing.DIFFERS, definition.text, reason=paper.doubts[name]))
            else:
                quoted.append(_compared(definition, bench))
    return PaperCheck((*quoted, *_unknown(paper, used)), paper.absent)


def _used(paper: Paper) -> set[str]:
    """The names used in the text, and those that tables made of them use."""
    used = set(paper.used)
    for file in paper.macros:
        for name, definition in file.definitions.items():
            if name in used and definition.about.get("says") == TABLE:
                used |= set(re.findall(r"\\([A-Za-z]+)", definition.text)) & set(file.definitions)
    return used


def _unknown(paper: Paper, used: set[str]) -> list[Quoted]:
    """Names that look as if verifier had written them, and that no macros file defines as it writes them."""
    prefixes = sorted({file.header["prefix"] for file in paper.macros})
    known = {name for file in paper.macros for name in file.definitions} | {"verifierchar"}
    found = []
    for name in sorted(used - known):
        if not any(re.match(f"{prefix}[A-Z]", name) for prefix in prefixes):
            continue
        if name in paper.doubts:
            found.append(Quoted(name, Standing.DIFFERS, reason=paper.doubts[name]))
        else:
            found.append(Quoted(name, Standing.MISSING, reason="no macros file defines it"))
    return found


@dataclass(frozen=True)
class _Bench:
    """What one macros file is compared with.

    Attributes:
        outcomes: certificate → what the checker said; without those that are not there.
        proofs: the same, of those that are proved.
        listed: certificate → the findings of the report beside it; None where there is no report.
        policies: those that this report lists.
    """

    file: MacrosFile
    outcomes: dict[str, Outcome]
    proofs: dict[str, Proof]
    listed: dict[str, list[dict[str, Any]]] | None
    policies: list[dict[str, Any]]

    def name_of(self, row: Row) -> str | None:
        """The name by which the file defines ``row``."""
        names = (macro_name(self.file.header["prefix"], *row, marked=marked) for marked in (False, True))
        return next((name for name in names if name in self.file.definitions), None)


def _bench(file: MacrosFile, used: set[str], jobs: int, seconds: int | None) -> _Bench:
    folder = file.path.parent
    wanted = {
        str(each.about["certificate"]): None
        for name, each in file.definitions.items()
        if name in used and each.about.get("certificate") is not None
    }
    paths = [folder / name for name in wanted if Path(name).name == name and (folder / name).is_file()]
    outcomes = {each.path.name: each for each in check_files(paths, jobs=jobs, seconds=seconds)} if paths else {}
    proofs = {
        name: Proof((folder / name).read_text(encoding="ascii"), each.sentence.removeprefix("proved: "))
        for name, each in outcomes.items()
        if each.code == PROVED
    }
    return _Bench(file, outcomes, proofs, *_listed(folder / REPORT))


def _listed(path: Path) -> tuple[dict[str, list[dict[str, Any]]] | None, list[dict[str, Any]]]:
    """The findings of a report by their certificates, and its policies."""
    if not path.is_file():
        return None, []
    found: dict[str, list[dict[str, Any]]] = {}
    try:
        report = json.loads(read_source(str(path)).text)
        for finding in report["findings"]:
            found.setdefault(str(finding["certificate"]), []).append(finding)
        return found, [entry for entry in report["policies"] if isinstance(entry, dict)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}, []  # a report that lists nothing: everything differs from it


def _compared(definition: Definition, bench: _Bench) -> Quoted:
    says = definition.about.get("says")
    if says == TABLE:
        return _table(definition, bench)
    if says == CAPTION:
        return _caption(definition, bench)
    certificate = definition.about.get("certificate")
    found = Quoted(definition.name, Standing.MISSING, definition.text, certificate=certificate)
    if certificate is None:
        return replace(found, reason="no certificate was kept; write the macros with --out DIR")
    outcome = bench.outcomes.get(certificate)
    if outcome is None:
        return replace(found, reason="the certificate is not beside the macros file")
    if outcome.code != PROVED:
        return replace(found, standing=Standing.NOT_PROVED, reason=f"the checker says: {outcome.sentence}")
    return _number(definition, bench, replace(found, standing=Standing.DIFFERS), bench.proofs[certificate])


def _number(definition: Definition, bench: _Bench, found: Quoted, proof: Proof) -> Quoted:
    try:
        said = proved(proof, str(definition.about.get("says")), bare=bench.file.bare)
    except AuditError as error:
        return replace(found, reason=str(error))
    if said is None:
        return replace(found, reason="the certificate says no such thing")
    place, text = said
    found = replace(found, proved=text)
    if text != definition.text:
        return found
    reason = next(_objections(definition, bench, proof, place), None)
    return replace(found, standing=Standing.EQUAL) if reason is None else replace(found, reason=reason)


def _objections(definition: Definition, bench: _Bench, proof: Proof, place: Place) -> Iterator[str]:
    """What is wrong although the number is right: it is about others, or the name promises something else."""
    about, header, name = definition.about, bench.file.header, str(definition.about["certificate"])
    if proof.population != header["population in every certificate"]:
        yield "the certificate is about another population"
    if bench.file.stated.get(name) not in [stated(each) for each in proof.sentences]:
        yield "the certificate proves another sentence than the macros file says"
    if bench.listed is not None and not any(
        each.get("policy") == about.get("policy") and each.get("sentence") in proof.sentences
        for each in bench.listed.get(name, [])
    ):
        yield f"{REPORT} beside it does not list this certificate with this policy and claim"
    if bench.listed is not None and not _is_about(proof, about.get("policy"), place, bench):
        yield f"the certificate is about another policy than {REPORT} beside it lists as {called(str(about['policy']))}"
    at = replace(place, policy=about.get("policy"), against=about.get("against"))
    if bench.name_of((at, str(about["says"]))) != definition.name:
        yield f"the name does not say what is proved; that is \\{macro_name(header['prefix'], at, str(about['says']))}"


def _is_about(proof: Proof, label: str | None, place: Place, bench: _Bench) -> bool:
    """Whether a certificate that is about a policy is about the one that the report lists as ``label``."""
    drawn = proof.shares("policy", "lottery")
    if label is None or drawn is None or proof.kind == "nlhf-below":  # of some NLHF policy, not of the one listed
        return True
    return drawn in listed_shares(bench.policies, label, place.k, place.l)


def _place(definition: Definition) -> Place:
    about = definition.about
    policy, against = (_label(about, name) for name in ("policy", "against"))
    return Place(policy, against, l=about.get("l"), ties=about.get("ties"))


def _label(about: dict[str, Any], name: str) -> str | None:
    """The label of a policy or an opponent, an `OwnWord` where the file says so of what can be one."""
    label, own = about.get(name), about.get("own")
    ours = isinstance(label, str) and isinstance(own, list) and name in own and _OWN.fullmatch(label) is not None
    return OwnWord(label) if ours else label


def _table(definition: Definition, bench: _Bench) -> Quoted:
    """A table is made of macros, which are compared one by one: here, that there is nothing else in it."""
    place, ks = _place(definition), [int(k) for k in _ROW.findall(definition.text)]
    found = Quoted(
        definition.name, Standing.DIFFERS, definition.text, reason="it is not made of the macros of its rows"
    )
    if ks and definition.text == table(ks, bench.name_of, place) and bench.name_of((place, TABLE)) == definition.name:
        return replace(found, standing=Standing.EQUAL, reason="made of macros that are compared one by one")
    return found


def _caption(definition: Definition, bench: _Bench) -> Quoted:
    """A caption says who was asked, and what was promised: the formula gives the proved rates."""
    file, place = bench.file, _place(definition)
    found = Quoted(definition.name, Standing.DIFFERS, definition.text)
    asked = _asked(bench)
    if not asked:
        return replace(found, standing=Standing.MISSING, reason="no certificate tells who was asked")
    try:
        formula = str(definition.about.get("formula"))
        rate = parse_rate(formula)
        source = str(json.loads(file.header["source"]))
        known = definition.about.get("best_under")
        made = best_under(known if known in CONVENTIONS else None)
        texts = [caption(place, source, people, formula, made, bare=file.bare) for people in asked]
        for k in _samples(bench, place):
            promised = file.definitions[bench.name_of((replace(place, k=k), "Promised")) or ""].text
            if forms({"Promised": rate(k, place.l or 1)})["Promised"] != promised:
                return replace(found, reason=f"{formula} is not what was promised at k = {k}")
    except (AuditError, ValueError, KeyError) as error:
        return replace(found, reason=f"it cannot be written anew: {error}")
    if definition.text not in texts or bench.name_of((place, CAPTION)) != definition.name:
        return replace(found, proved=texts[0])
    return replace(found, standing=Standing.EQUAL, reason="who was asked, and the formula of the promised rates")


def _samples(bench: _Bench, place: Place) -> Sequence[int]:
    """The k of the caption's table that have a promised rate."""
    name = bench.name_of((place, TABLE))
    rows = [] if name is None else _ROW.findall(bench.file.definitions[name].text)
    return [int(k) for k in rows if bench.name_of((replace(place, k=int(k)), "Promised")) is not None]


def _asked(bench: _Bench) -> list[str]:
    """Who was asked, in the words of a caption, and in those of the time of an older certificate; empty: unknown."""
    wanted = bench.file.header["population in every certificate"]
    for proof in bench.proofs.values():
        if proof.population == wanted:
            return [f"{proof.people}, {proof.unranked_ones}", *([proof.people] if proof.older else [])]
    return []
