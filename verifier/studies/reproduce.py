"""Reproduce: every case decided again, compared with what it expects and with the reports that are there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.exact.rational import format_rational, parse_rational
from verifier.files.trees import Tree, read_tree, sync_tree
from verifier.game.rate import parse_rate
from verifier.game.ties import check_combination
from verifier.report.finding import PROMISES, Report
from verifier.report.index import CaseRow, render_index
from verifier.studies.audit import run_audit
from verifier.studies.candidates import read_opponent
from verifier.studies.cases import Case, CaseAudit, read_case
from verifier.studies.effort import Effort
from verifier.studies.families import find_all
from verifier.studies.question import Question

AS_EXPECTED, DIFFERENT = 0, 1
INDEX = "README.md"


@dataclass(frozen=True)
class Reproduction:
    """What came of all cases.

    Attributes:
        rows: one for each audit.
        differences: what was not as expected, in words; empty if all was.
    """

    rows: tuple[CaseRow, ...]
    differences: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 if every verdict and every byte was as expected, else 1."""
        return AS_EXPECTED if self.rows and not self.differences else DIFFERENT


def reproduce(
    folders: Sequence[Path],
    reports: Path,
    *,
    whole: bool,
    effort: Effort,
) -> Reproduction:
    """Decide the cases in ``folders``, compare, and rewrite their reports.

    Args:
        folders: the cases' folders.
        reports: where reports are; each audit has the folder ``case/audit`` there.
        whole: true if these are all cases: then the index is rewritten, and no other folder may be there.
        effort: the budget for each audit, and who is told of progress; its folder is not used.
    """
    rows: list[CaseRow] = []
    differences: list[str] = []
    tree: Tree = {}
    for folder in folders:
        case = read_case(folder)
        for audit in case.audits:
            effort.progress(f"{case.name}: {audit.name}")
            report, files = _decide(case, audit, effort)
            found = list(_compare(audit, report))
            differences += [f"{case.name}/{audit.name}: {difference}" for difference in found]
            rows.append(CaseRow(case.name, audit.name, case.title, case.source, case.text, report, not found))
            tree |= {f"{case.name}/{audit.name}/{name}": content for name, content in files.items()}
    if whole:
        tree[INDEX] = render_index(rows).encode()
    scope = [""] if whole else [f"{row.case}/" for row in rows]
    before = {name: content for name, content in read_tree(reports).items() if name.startswith(tuple(scope))}
    differences += [f"{reports / name}: missing, written now" for name in tree if name not in before]
    differences += [
        f"{reports / name}: changed, rewritten" for name in tree if before.get(name, tree[name]) != tree[name]
    ]
    differences += [f"{reports / name}: no case makes this file, removed" for name in before if name not in tree]
    sync_tree(reports, before, tree)
    return Reproduction(tuple(rows), tuple(differences))


def _decide(case: Case, audit: CaseAudit, effort: Effort) -> tuple[Report, Tree]:
    population = case.population
    largest = max(audit.k or (1,))
    ties = check_combination(audit.ties, largest, max(audit.l), weak_orders=population.weak_orders)
    question = Question(
        k=audit.k,
        l=audit.l,
        rate=None if audit.rate is None else parse_rate(audit.rate),
        ties=ties,
        samples_for=None if audit.samples_for is None else parse_rational(audit.samples_for),
        every_k=audit.every_k,
        opponent=None if audit.opponent is None else read_opponent(_beside(case, audit.opponent), population),
    )
    found = find_all([_beside(case, audit.policy)], population, question, effort)
    with tempfile.TemporaryDirectory(prefix="verifier-") as temporary:
        place = Path(temporary)
        report = run_audit(
            population,
            found.candidates,
            question,
            source=case.population_name,
            sha256=case.sha256,
            effort=replace(effort, folder=place),
            unsolved=found.unsolved,
        )
        return report, read_tree(place)


def _beside(case: Case, policy: str) -> str:
    """``policy`` with a file's path read from the case's folder."""
    prefix, _, rest = policy.partition(":")
    return f"file:{case.folder / rest}" if prefix == "file" else policy


def _compare(audit: CaseAudit, report: Report) -> Iterator[str]:
    """Every way in which ``report`` is not what ``audit`` expects."""
    expected = audit.expected
    promises = [finding for finding in report.findings if finding.claim in PROMISES]
    for what, wanted, found in (
        ("verdict", expected.verdicts, [finding.verdict.value for finding in promises]),
        ("value", expected.values, [finding.value for finding in promises]),
    ):
        if wanted is None:
            continue
        every = wanted * len(found) if len(wanted) == 1 else wanted
        if len(every) != len(found) or not found:
            yield f"{len(wanted)} {what}s are expected, {len(found)} were found"
            continue
        for finding, one, other in zip(promises, every, found, strict=True):
            if one != other:
                yield f"{finding.claim} k = {finding.k}, l = {finding.l}: expected {one}, found {other}"
    if expected.condorcet_winner is not None and (expected.condorcet_winner or None) != report.condorcet_winner:
        yield f"expected the Condorcet winner {expected.condorcet_winner or 'none'}, found {report.condorcet_winner}"
    if expected.weights is not None:
        policy = report.policies[0].policy
        weights = getattr(policy, "weights")(report.population.responses)  # noqa: B009  # rules give policies
        if {name: weight for name, weight in expected.weights.items() if weight} != weights:
            shown = ", ".join(f"{name} {format_rational(weight)}" for name, weight in weights.items())
            yield f"expected another policy, found {shown}"
    yield from _compare_facts(audit, report)


def _compare_facts(audit: CaseAudit, report: Report) -> Iterator[str]:
    expected = audit.expected
    certified = {finding.claim: finding for finding in report.findings if finding.verdict.value == "certified"}
    if expected.dimension is not None:
        face = certified.get("nlhf-unique") or certified.get("nlhf-face")
        if face is None or face.dimension != expected.dimension:
            found = None if face is None else face.dimension
            yield f"expected NLHF policies of dimension {expected.dimension}, found {found}"
    if expected.collapse is not None:
        collapse = certified.get("collapse")
        if collapse is None or collapse.value != expected.collapse:
            found_rate = None if collapse is None or collapse.value is None else format_rational(collapse.value)
            yield f"expected a collapse to the rate {format_rational(expected.collapse)}, found {found_rate}"
    if expected.samples is not None:
        answers = [finding for finding in report.findings if finding.claim == "samples-for"]
        word = "certified" if expected.samples else "refuted"
        if [(finding.k or 0, finding.verdict.value) for finding in answers] != [(expected.samples, word)]:
            found_k = [(finding.k, finding.verdict.value) for finding in answers]
            yield f"expected {expected.samples or 'no number of'} samples, found {found_k}"
