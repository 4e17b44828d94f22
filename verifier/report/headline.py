"""The sentences at the top and the bottom of a report, the same in every format."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from verifier.exact.rational import format_rational
from verifier.preferences.policy import Lottery
from verifier.preferences.quotation import called, listed, quoted
from verifier.report.finding import INTERRUPTED, REACHES, TABLED, Finding, PolicyEntry, Report, Word
from verifier.report.number import LONG_DECIMALS, at_most, decimal, decimal_up, magnitude, readable, short_fraction
from verifier.report.promise import State

SHOWN_WEIGHTS = 8


def population_line(report: Report) -> str:
    """Who was asked: source, size, kind, and how unranked responses were read."""
    population = report.population
    voters = population.voters
    size = f"shares in 1/{population.total}" if voters is None else f"{voters} voter{'s' * (voters != 1)}"
    kind = "strict" if population.strict else "with ties"
    if population.complete:
        whole = "complete"
    elif population.unranked == "incomparable":
        whole = "incomplete: unranked responses are read as incomparable"
    else:
        whole = "incomplete: unranked responses are read as tied at the bottom"
    m, distinct = len(population.responses), len(population.rankings)
    return (
        f"{called(report.source)}: {size}, {m} response{'s' * (m != 1)}, {distinct} distinct "
        f"ranking{'s' * (distinct != 1)}, {kind}, {whole}"
    )


def reading_lines(report: Report) -> list[str]:
    """How a table was read, where that was a choice, what weights were divided by, which policies are missing."""
    population = report.population
    lines = [f"read as {population.reading}"] if population.reading else []
    lines += [] if population.divided_by is None else [f"users: {divided(population.divided_by)}"]
    return [*lines, *(f"left out: {called(each.policy)} ({each.reason})" for each in report.left_out)]


def made_under(about: Finding | PolicyEntry | State) -> str:
    """That a policy is the best of its kind under other ties than those asked about; else nothing."""
    return best_under(about.best_under)


def best_under(ties: str | None) -> str:
    """The same in words, of the tie convention ``ties``; nothing for None."""
    return "" if ties is None else f" (best under ties for the {ties})"


def divided(total: Fraction) -> str:
    """That weights did not sum to 1 as they were given, but to ``total``."""
    return f"weights divided by their sum {short_fraction(total)}"


def condorcet_line(report: Report) -> str:
    """The Condorcet winner, or the Smith set."""
    certified = any(f.claim == "condorcet-winner" and f.verdict is Word.CERTIFIED for f in report.findings)
    if not certified:
        return "Condorcet winner: not certified, nor that there is none"
    if report.condorcet_winner is not None:
        return f"Condorcet winner: {quoted(report.condorcet_winner)} (certified)"
    smith = report.smith_set
    shown = listed(smith[:SHOWN_WEIGHTS]) + (f", … ({len(smith)} responses)" if len(smith) > SHOWN_WEIGHTS else "")
    return f"Condorcet winner: none (certified); Smith set: {shown}"


def policy_line(entry: PolicyEntry, report: Report) -> str:
    """A policy written out, its largest weights first, with what is known of its uniqueness."""
    responses = report.population.responses
    if isinstance(entry.policy, Lottery):
        sets = entry.policy.sets
        parts = [
            (weight, "{" + listed(responses[y] for y in chosen) + "}")
            for chosen, weight in zip(sets, entry.policy.weights, strict=True)
        ]
    else:
        parts = [(entry.policy.numerators[y], quoted(responses[y])) for y in entry.policy.support]
    parts.sort(key=lambda part: -part[0])
    shown = [f"{name} {readable(Fraction(weight, entry.policy.denominator))}" for weight, name in parts]
    text = ", ".join(shown[:SHOWN_WEIGHTS])
    if len(shown) > SHOWN_WEIGHTS:
        text += f", … ({len(shown)} in all)"
    made_for = "" if entry.k is None else f", k = {entry.k}" + ("" if entry.l is None else f", l = {entry.l}")
    return f"{called(entry.label)}{made_for}{made_under(entry)}: {text}" + (f" ({entry.note})" if entry.note else "")


_NLHF_FACTS = {
    "nlhf": "That this is an NLHF policy",
    "nlhf-unique": "Whether it is the only NLHF policy",
    "nlhf-face": "How many NLHF policies there are",
    "margin-game": "The value of the margin game",
    "collapse": "The collapse of NLHF",
}


def fact_lines(report: Report) -> list[str]:
    """What is known beside the promises: of NLHF, of solved policies, of all k at once; each with its verdict."""
    tabled = {(each.policy, each.k, each.l) for each in report.findings if each.claim in TABLED}
    lines = [
        _fact_line(each)
        for each in report.findings
        if each.claim != "worst-case" or (each.policy, each.k, each.l) not in tabled
    ]
    return [line for line in (*lines, *map(nearby_line, report.findings)) if line]


def nearby_line(finding: Finding) -> str:
    """That a promise is kept by the exact equilibrium, or may be, and how little its rounded weights miss."""
    k, value = finding.k, finding.value
    if finding.about is None or k is None or value is None or finding.verdict is Word.UNDECIDED:
        return ""
    if finding.verdict is Word.REFUTED:
        word = "rate" if finding.claim == REACHES else "promise"
        return (
            f"{_who(finding)}{_given(finding)}, k = {k}: {finding.about} in the table misses the {word} by "
            f"{magnitude((finding.rate or value) - value)} at most (refuted); whether the exact equilibrium near "
            "it does is not known"
        )
    barrier = Fraction(k, k + 1)
    rate = f"{'exactly' if finding.against is None else 'at least'} {format_rational(barrier)}"
    return (
        f"{_who(finding)}{_given(finding)}, k = {k}: the promise is kept by {finding.about}, whose rate is {rate}, as "
        f"that of every equilibrium of shared payoffs where ties are shared; the rounded policy in the table misses it "
        f"by {magnitude(barrier - value)} at most (certified)"
    )


def _fact_line(finding: Finding) -> str:
    """One fact in words; empty for what stands elsewhere."""
    mark = finding.verdict.value
    if finding.claim in _NLHF_FACTS and finding.verdict is not Word.CERTIFIED:
        return f"{_NLHF_FACTS[finding.claim]} is {mark}: {finding.reason}"
    writer = _LINES.get(finding.claim)
    return "" if writer is None else writer(finding)


def collapse_line(finding: Finding) -> str:
    """To what NLHF collapses, and what that wins."""
    value = finding.value
    rate = "" if value is None else f"{decimal(value)} = {format_rational(value)} "
    where = "against 1 response, ties counted for the model"
    return (
        f"NLHF collapses to {called(finding.winner)}: it wins with rate {rate}for every k {where} "
        f"({finding.verdict.value})"
    )


def face_line(finding: Finding) -> str:
    """How many NLHF policies there are."""
    return (
        f"NLHF is not unique: its policies form a face of dimension {finding.dimension} ({finding.verdict.value}); "
        "what follows is about this NLHF policy, the one of least norm"
    )


def range_line(finding: Finding) -> str:
    """What holds for every NLHF policy, or for some, where there are several."""
    if finding.upper is None:
        return ""
    rate = at_most(finding.upper)
    who = "every NLHF policy" if finding.claim == "nlhf-every" else "some NLHF policy"
    return f"k = {finding.k}: {who} wins with rate at most {rate} ({finding.verdict.value})"


def worst_case_line(finding: Finding) -> str:
    """What a policy wins with in the worst case, where no table says it."""
    if finding.value is None:
        return ""
    who = listed(finding.opponent or ())
    rate = f"{decimal(finding.value)} = {short_fraction(finding.value)}"
    start = f"{_who(finding)}, k = {finding.k}, l = {finding.l}"
    return f"{start}: wins with rate {rate} at least, against {who} with no more ({finding.verdict.value})"


def unsolved_line(finding: Finding) -> str:
    """A policy that was not found within the budget."""
    return f"{_who(finding)}, k = {finding.k}, l = {finding.l}: not solved: {finding.reason}"


def dimension_line(finding: Finding) -> str:
    """The Condorcet dimension, and a set that has it."""
    shown = listed(finding.winning or ())
    return f"Condorcet dimension: {finding.dimension}, with the winning set {shown} ({finding.verdict.value})"


def not_monotone_line(finding: Finding) -> str:
    """Why equilibria are not located."""
    return (
        f"{_who(finding)}, k = {finding.k}: the game is not monotone, since responses left out are read as "
        f"incomparable; so exact equilibria are not located ({finding.verdict.value})"
    )


def limit_line(finding: Finding) -> str:
    """Where the win rate tends."""
    value = finding.value
    rate = "an unknown rate" if value is None else f"{decimal(value)} = {short_fraction(value)}"
    return f"{_who(finding)}: as k grows the win rate tends to {rate} ({finding.verdict.value})"


def best_rate_line(finding: Finding) -> str:
    """What no policy of a kind can pass."""
    start = f"{_who(finding)}, k = {finding.k}, l = {finding.l}"
    if finding.verdict is not Word.CERTIFIED or finding.upper is None:
        return f"{start}: what the best policy of its kind wins with is undecided: {finding.reason}"
    return f"{start}: no policy of its kind wins with more than {at_most(finding.upper)} ({finding.verdict.value})"


def near_line(finding: Finding) -> str:
    """Whether an exact equilibrium with the same support is near."""
    start, radius = f"{_who(finding)}, k = {finding.k}", finding.radius
    if finding.verdict is not Word.CERTIFIED or radius is None:
        return f"{start}: whether an exact equilibrium with this support is near is undecided: {finding.reason}"
    which = "the only exact equilibrium" if finding.unique else "an exact equilibrium"
    return f"{start}: {which} has this support, its weights within {magnitude(radius)} (certified)"


def gap_line(finding: Finding) -> str:
    """How near a policy is to equilibrium, and all equilibria to it."""
    start, epsilon, mark = f"{_who(finding)}, k = {finding.k}", finding.epsilon, finding.verdict.value
    if finding.verdict is not Word.CERTIFIED or epsilon is None:
        return f"{start}: how near it is to equilibrium is undecided: {finding.reason}"
    if finding.claim == "epsilon-equilibrium":
        gain = "nothing" if epsilon == 0 else f"at most {magnitude(epsilon)}"
        return f"{start}: by leaving the equilibrium ({finding.payoff} payoffs) a player gains {gain} ({mark})"
    found = "exactly one equilibrium exists, and has" if finding.unique else "an exact equilibrium exists, and all have"
    return f"{start}: {found} Q(x - p) at most {magnitude(2 * epsilon)} ({mark})"


def every_k_line(finding: Finding) -> str:
    """The answer to `-k all`."""
    if finding.verdict is Word.REFUTED:
        if finding.value is not None:
            rate = f"{decimal(finding.value)} = {short_fraction(finding.value)}"
        else:
            rate = "below it" if finding.upper is None else f"at most {decimal_up(finding.upper, LONG_DECIMALS)}"
        return (
            f"{_who(finding)}: the promise k/(k+1) is broken at k = {finding.k}: against "
            f"{listed(finding.opponent or ())} it wins with rate {rate} (refuted)"
        )
    if finding.verdict is Word.CERTIFIED:
        return f"{_who(finding)}: wins with rate at least k/(k+1) for every k (certified)"
    return f"{_who(finding)}: whether it wins with rate k/(k+1) for every k is undecided: {finding.reason}"


def samples_line(finding: Finding) -> str:
    """The answer to `--samples-for`."""
    rate = format_rational(finding.rate) if finding.rate is not None else ""
    who = _who(finding) + ("" if finding.l in {None, 1} else f", l = {finding.l}")
    if finding.looked is not None and finding.verdict is not Word.CERTIFIED:
        start = f"{who}: the least number of samples whose own policy wins with rate {rate} against every opponent"
        return f"{start} is undecided: {finding.reason}"
    if finding.verdict is Word.CERTIFIED:
        least = f"{finding.k} is the least number of samples {'that' if finding.looked is None else 'whose own policy'}"
        return f"{who}: {least} wins with rate {rate} against every opponent (certified)"
    if finding.verdict is Word.REFUTED:
        against = listed(finding.opponent or ())
        most = short_fraction(finding.value) if finding.value is not None else "that"
        return (
            f"{who}: no number of samples wins with rate {rate}: against {against} it stays at or below {most}, "
            "however many are drawn (certified)"
        )
    return f"{who}: how many samples win with rate {rate} is undecided: {finding.reason}"


def undecided_lines(report: Report) -> list[str]:
    """Why a promise stayed undecided, each reason once; those that an interrupt left are counted."""
    lines = [
        f"{_who(finding)}{_given(finding)} is undecided at k = {finding.k}, l = {finding.l}: {finding.reason}"
        for finding in report.findings
        if finding.claim in TABLED and finding.verdict is Word.UNDECIDED and finding.reason
        if finding.reason != INTERRUPTED
    ]
    lines = lines[:SHOWN_WEIGHTS] + ([f"… and {len(lines) - SHOWN_WEIGHTS} more"] if len(lines) > SHOWN_WEIGHTS else [])
    left = sum(each.reason == INTERRUPTED for each in report.promises)
    return (
        [*lines, f"Interrupted: {len(report.promises) - left} of {len(report.promises)} were looked at."]
        if left
        else lines
    )


def _who(finding: Finding) -> str:
    """The policy that a finding is about, as lines call it."""
    return f"{called(finding.policy)}{made_under(finding)}"


def _given(finding: Finding) -> str:
    """The given opponent that a promise is about."""
    return "" if finding.against is None else f" against {called(finding.against)}"


def verdict_line(report: Report) -> str:
    """How many promises were certified, refuted and left undecided; of facts where no promise was asked."""
    if report.promises:
        return f"Of {_counted(report.promises, 'promise')}."
    facts = f" Of {_counted(report.findings, 'fact')}." if report.findings else ""
    return f"No promise was asked.{facts}"


def _counted(findings: tuple[Finding, ...], noun: str) -> str:
    words = [finding.verdict for finding in findings]
    counts = [f"{words.count(word)} {word.value}" for word in Word if words.count(word)]
    return f"{len(words)} {noun}{'s' * (len(words) != 1)}: " + ", ".join(counts)


def scope_line(report: Report) -> str:
    """What the certificates speak of; and a warning where our own checker did not accept one."""
    if report.rejected:
        number = f"{report.rejected} certificate{'s' * (report.rejected != 1)}"
        return f"The checker did not accept {number} that we wrote: this is a defect of ours; rely on nothing above."
    if not any(finding.verdict is not Word.UNDECIDED for finding in report.findings):
        return "Nothing was certified."
    voters = report.population.voters
    who = "these shares of users" if voters is None else f"these {voters} users" if voters != 1 else "this one user"
    return f"Certified about {who}, not about the people they were drawn from."


_LINES: dict[str, Callable[[Finding], str]] = {
    "best-rate": best_rate_line,
    "epsilon-equilibrium": gap_line,
    "equilibria-located": gap_line,
    "equilibrium-near": near_line,
    "collapse": collapse_line,
    "condorcet-dimension": dimension_line,
    "limit": limit_line,
    "nlhf-face": face_line,
    "nlhf-every": range_line,
    "nlhf-some": range_line,
    "not-monotone": not_monotone_line,
    "nlhf-unique": lambda finding: f"This is the only NLHF policy ({finding.verdict.value})",
    "robust-every-k": every_k_line,
    "samples-for": samples_line,
    "unsolved": unsolved_line,
    "worst-case": worst_case_line,
}
