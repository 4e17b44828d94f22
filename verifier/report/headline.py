"""The sentences at the top and the bottom of a report, the same in every format."""

from __future__ import annotations

from verifier.exact.rational import format_rational
from verifier.preferences.policy import Lottery
from verifier.report.finding import PROMISES, Finding, PolicyEntry, Report, Word
from verifier.report.number import decimal, short_fraction

SHOWN_WEIGHTS = 8


def population_line(report: Report) -> str:
    """Who was asked: source, size, kind, and how unranked responses were read."""
    population = report.population
    size = f"{population.voters} voters" if population.voters is not None else f"shares in 1/{population.total}"
    kind = "strict" if population.strict else "with ties"
    if population.complete:
        whole = "complete"
    elif population.unranked == "incomparable":
        whole = "incomplete: unranked responses are read as incomparable"
    else:
        whole = "incomplete: unranked responses are read as tied at the bottom"
    m, distinct = len(population.responses), len(population.rankings)
    return (
        f"{report.source}: {size}, {m} response{'s' * (m != 1)}, {distinct} distinct "
        f"ranking{'s' * (distinct != 1)}, {kind}, {whole}"
    )


def condorcet_line(report: Report) -> str:
    """The Condorcet winner, or the Smith set."""
    certified = any(f.claim == "condorcet-winner" and f.verdict is Word.CERTIFIED for f in report.findings)
    mark = "certified" if certified else "not certified"
    if report.condorcet_winner is not None:
        return f"Condorcet winner: {report.condorcet_winner} ({mark})"
    smith = report.smith_set
    shown = ", ".join(smith[:SHOWN_WEIGHTS]) + (f", … ({len(smith)} responses)" if len(smith) > SHOWN_WEIGHTS else "")
    return f"Condorcet winner: none ({mark}); Smith set: {shown}"


def policy_line(entry: PolicyEntry, report: Report) -> str:
    """A policy written out, its largest weights first, with what is known of its uniqueness."""
    responses = report.population.responses
    if isinstance(entry.policy, Lottery):
        sets = entry.policy.sets
        parts = [
            (weight, "{" + ", ".join(responses[y] for y in chosen) + "}")
            for chosen, weight in zip(sets, entry.policy.weights, strict=True)
        ]
    else:
        parts = [(entry.policy.numerators[y], responses[y]) for y in entry.policy.support]
    parts.sort(key=lambda part: -part[0])
    from fractions import Fraction

    shown = [f"{name} {short_fraction(Fraction(weight, entry.policy.denominator))}" for weight, name in parts]
    text = ", ".join(shown[:SHOWN_WEIGHTS])
    if len(shown) > SHOWN_WEIGHTS:
        text += f", … ({len(shown)} in all)"
    return f"{entry.label}: {text}" + (f" ({entry.note})" if entry.note else "")


def fact_lines(report: Report) -> list[str]:
    """Collapse, uniqueness and the answer to `--samples-for`, each with its verdict."""
    lines = []
    for finding in report.findings:
        mark = finding.verdict.value
        if finding.claim == "collapse" and finding.value is not None:
            lines.append(
                f"NLHF collapses to {finding.winner}: it wins with rate {decimal(finding.value)} = "
                f"{format_rational(finding.value)} for every k ({mark})"
            )
        elif finding.claim == "nlhf-unique":
            lines.append(f"This is the only NLHF policy ({mark})")
        elif finding.claim == "nlhf-face":
            lines.append(
                f"NLHF is not unique: its policies form a face of dimension {finding.dimension} ({mark}); "
                "what follows is about this NLHF policy, the one of least norm"
            )
        elif finding.claim == "robust-every-k":
            lines.append(every_k_line(finding))
        elif finding.claim == "limit" and finding.value is not None:
            lines.append(
                f"{finding.policy}: as k grows the win rate tends to {decimal(finding.value)} = "
                f"{short_fraction(finding.value)} ({mark})"
            )
        elif finding.claim == "samples-for" and finding.rate is not None:
            lines.append(samples_line(finding))
    return lines


def every_k_line(finding: Finding) -> str:
    """The answer to `-k all`."""
    if finding.verdict is Word.REFUTED and finding.value is not None:
        return (
            f"{finding.policy}: the promise k/(k+1) is broken at k = {finding.k}: against "
            f"{', '.join(finding.opponent or ())} it wins with rate {decimal(finding.value)} = "
            f"{short_fraction(finding.value)} (refuted)"
        )
    if finding.verdict is Word.CERTIFIED:
        return f"{finding.policy}: wins with rate at least k/(k+1) for every k (certified)"
    return f"{finding.policy}: whether it wins with rate k/(k+1) for every k is undecided: {finding.reason}"


def samples_line(finding: Finding) -> str:
    """The answer to `--samples-for`."""
    rate = format_rational(finding.rate) if finding.rate is not None else ""
    if finding.verdict is Word.CERTIFIED:
        return f"{finding.policy}: {finding.k} is the least number of samples that wins with rate {rate} (certified)"
    if finding.verdict is Word.REFUTED:
        who = ", ".join(finding.opponent or ())
        return (
            f"{finding.policy}: no number of samples wins with rate {rate}: against {who} the rate stays below it or "
            f"reaches {short_fraction(finding.value) if finding.value is not None else '?'} at most (certified)"
        )
    return f"{finding.policy}: how many samples win with rate {rate} is undecided: {finding.reason}"


def verdict_line(report: Report) -> str:
    """How many promises were certified, refuted and left undecided."""
    words = [finding.verdict for finding in report.findings if finding.claim in PROMISES]
    counts = [(words.count(word), word.value) for word in Word if words.count(word)]
    total = len(words)
    if not total:
        return "No promise was asked."
    return f"Of {total} promise{'s' * (total != 1)}: " + ", ".join(f"{count} {word}" for count, word in counts) + "."


def scope_line(report: Report) -> str:
    """What the certificates speak of."""
    population = report.population
    who = f"these {population.voters} users" if population.voters is not None else "these shares of users"
    return f"Certified about {who}, not about the people they were drawn from."
