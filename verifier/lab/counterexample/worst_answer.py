"""The worst population for a given policy: of all shares of rankings that meet linear conditions, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from verifier.audits.drafts import settle
from verifier.audits.effort import Effort
from verifier.errors import InputError
from verifier.exact.rational import format_rational
from verifier.files.earlier import begin_folder, settle_folder
from verifier.files.publishing import publish, workplace
from verifier.files.reading import read_source
from verifier.game.rate import Rate
from verifier.lab.counterexample.condition_text import parse_condition
from verifier.lab.counterexample.pages.worst_population import Worst, WorstPopulations, worst_files
from verifier.lab.counterexample.worst_draft import Kind, worst_population_draft
from verifier.preferences.formats.policy_text import named_responses, parse_policy
from verifier.preferences.policy import Policy
from verifier.preferences.quotation import listed, quoted
from verifier.report.finding import Word
from verifier.report.headline import divided

DONE, OPEN, REJECTED = 0, 3, 4


@dataclass(frozen=True)
class WorstWanted:
    """What is asked of a policy.

    Attributes:
        label: the file's name.
        policy: over ``kind.responses``.
        conditions: as they were written.
    """

    label: str
    policy: Policy
    kind: Kind
    conditions: tuple[str, ...]
    k: tuple[int, ...]
    promise: Rate


def read_wanted(
    given: str,
    *,
    strict: bool,
    nlhf: bool,
    conditions: list[str],
    k: tuple[int, ...],
    promise: Rate,
    normalize: bool = False,
) -> WorstWanted:
    """The question about the policy in the file ``given``, or written out as JSON: it names all responses there are.

    With ``normalize`` its weights are divided by their sum, whatever it is.

    Raises:
        InputError: the policy or a condition cannot be read.
    """
    inline = given.lstrip().startswith("{")
    text, name = (given, "policy.json") if inline else ((source := read_source(given)).text, source.name)
    suffix = Path(name).suffix
    responses = named_responses(text, suffix, name)
    policy = parse_policy(text, suffix, name, responses, normalize=normalize)
    if not isinstance(policy, Policy):
        raise InputError(f"{name}: this is a lottery over sets; the worst population is computed for a policy")
    parsed = tuple(one for each in conditions for one in parse_condition(each, responses))
    kind = Kind(tuple(responses), strict=strict, nlhf=nlhf, conditions=parsed)
    return WorstWanted(name, policy, kind, tuple(conditions), k, promise)


def find_worst(wanted: WorstWanted, effort: Effort, command: str) -> WorstPopulations:
    """The worst population for every k, its certificate checked; written into ``effort.folder``.

    Raises:
        InputError: no population meets the conditions.
        BudgetError: there are too many rankings.
    """
    if effort.folder is not None:
        begin_folder(effort.folder)
    drafts = []
    for k in wanted.k:
        effort.progress(f"the worst population for k = {k}")
        drafts.append(worst_population_draft(wanted.policy, wanted.label, k, wanted.kind, effort))
    with workplace(effort.folder) as place:
        settled = settle(drafts, place, effort)
        found = tuple(
            Worst(
                k,
                draft.verdict.claim.population,
                draft.verdict.claim.value,
                wanted.promise(k, 1),
                getattr(draft.verdict, "witness", None),
                each.finding,
            )
            for k, draft, each in zip(wanted.k, drafts, settled, strict=True)
        )
        code = REJECTED if any(each.rejected for each in settled) else DONE
        if code == DONE and any(each.finding.verdict is not Word.CERTIFIED for each in settled):
            code = OPEN
        answer = WorstPopulations(
            policy=wanted.policy,
            responses=wanted.kind.responses,
            kind=_kind_in_words(wanted),
            strict=wanted.kind.strict,
            nlhf=wanted.kind.nlhf,
            conditions=wanted.conditions,
            promise=wanted.promise.text,
            found=found,
            command=command,
            exit_code=code,
        )
        if effort.folder is not None:
            files = worst_files(answer)
            publish(place, effort.folder, files)
            certificates = [each.finding.certificate for each in settled if each.finding.certificate is not None]
            settle_folder(effort.folder, [*files, *certificates])
    return answer


def _kind_in_words(wanted: WorstWanted) -> str:
    kind = wanted.kind
    rankings = "strict rankings" if kind.strict else "rankings, ties allowed,"
    weights = ", ".join(
        f"{quoted(name)} {format_rational(weight)}" for name, weight in wanted.policy.weights(kind.responses).items()
    )
    told = [f"the policy ({weights}) is NLHF"] if kind.nlhf else []
    told += map(quoted, wanted.conditions)
    on = f"complete {rankings} of {listed(kind.responses)}"
    total = wanted.policy.divided_by
    end = "" if total is None else f"; the policy's {divided(total)}"
    return (f"{on} for which {' and '.join(told)}" if told else f"{on}, whatever the rule") + end
