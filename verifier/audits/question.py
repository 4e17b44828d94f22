"""What an audit asks of every policy, and the refusal of what has no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.audits.candidates import Candidate
from verifier.audits.rules import RULES
from verifier.errors import InputError, UnsupportedError
from verifier.game.rate import Rate, parse_rate
from verifier.game.ties import Ties, check_combination
from verifier.preferences.policy import Lottery, Policy
from verifier.preferences.population import Population
from verifier.preferences.quotation import called

DEFAULT_SAMPLES = range(1, 11)


@dataclass(frozen=True)
class Question:
    """What is asked of every policy.

    Attributes:
        k: numbers of samples; None: 1 to 10 (a lottery's own number), or nothing beside ``samples_for``.
        l: numbers of responses that the opponents show.
        rate: the promised rate, a formula in k and l; None: what each policy's kind can promise (`default_rate`).
        ties: who gets a tie.
        every_k: whether the promise k/(k+1) is asked for every k at once.
        exact: whether the exact rate is wanted where many opponents make a verdict cheaper than it.
        samples_for: a rate for which the least number of samples is asked; of rules that depend on k the least whose
            own policy reaches it.
        opponents: the labels and policies of given opponents, in place of every opponent.
    """

    k: tuple[int, ...] | None = None
    l: tuple[int, ...] = (1,)
    rate: Rate | None = None
    ties: Ties = "model"
    samples_for: Fraction | None = None
    every_k: bool = False
    exact: bool = False
    opponents: tuple[tuple[str, Policy], ...] = ()

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense, whatever the population."""
        for name, numbers in (("k", self.k or ()), ("l", self.l)):
            for number in numbers:
                if not isinstance(number, int) or isinstance(number, bool) or number < 1:
                    raise InputError(f"-{name} {number}: the number of {_COUNTED[name]} is whole and at least 1")
        if self.samples_for is not None and not 0 <= self.samples_for <= 1:
            raise InputError(f"rate {self.samples_for} is outside [0, 1]; a win rate lies in [0, 1]")
        if self.samples_for is not None and self.ties == "half":
            raise UnsupportedError("--samples-for varies k, but --ties half is defined for k = 1 only")
        if self.every_k and (self.rate is not None or self.ties != "model" or self.l != (1,) or self.opponents):
            raise UnsupportedError(
                "-k all decides the rate k/(k+1), model ties and opponents that show one response; leave out --rate, "
                "--ties, -l and --opponent"
            )
        if self.opponents and self.l != (1,):
            raise UnsupportedError("--opponent names a policy that shows one response; leave out -l")
        if self.opponents and self.samples_for is not None:
            raise UnsupportedError(
                "--samples-for is about every opponent; leave out --opponent, or ask without --samples-for what the "
                "policy wins with against that one, for several -k"
            )
        labels = [label for label, _ in self.opponents]
        twice = next((label for label in labels if labels.count(label) > 1), None)
        if twice is not None:
            raise InputError(f"the opponent {twice!r} was given twice")


_COUNTED = {"k": "samples", "l": "responses shown"}


def refuse_nonsense(population: Population, candidates: Sequence[Candidate], question: Question) -> None:
    """Refuse what has no answer, before any work is done.

    Raises:
        InputError: no policy or one twice, ℓ > m, a rate outside [0, 1], fewer samples than a lottery shows.
        UnsupportedError: a combination of ties, k, l and kind of policy for which no loss is defined; a promised rate
            that is asked of no k.
    """
    if question.samples_for is not None and question.rate is not None and question.k is None:
        raise UnsupportedError(
            "--samples-for names the rate that is to be reached, and --rate is promised for no k beside it; leave out "
            "--rate, or name with -k the numbers of samples that promise it"
        )
    m = len(population.responses)
    labels = [(candidate.label, candidate.k, candidate.l) for candidate in candidates]
    twice = next((label[0] for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise InputError(f"the policy {twice!r} was given twice")
    for l in question.l:
        if l > m:
            raise InputError(f"-l {l}: an opponent cannot show {l} of {m} responses; choose at most {m}")
        for candidate in candidates:
            _refuse_policy(population, candidate, question, l)


def _refuse_policy(population: Population, candidate: Candidate, question: Question, l: int) -> None:
    lottery = isinstance(candidate.policy, Lottery)
    if question.samples_for is not None:
        if lottery and not candidate.depends_on_k:
            raise UnsupportedError(
                f"{called(candidate.label)}: a lottery has a fixed number of samples; --samples-for varies it"
            )
        check_combination(question.ties, 1, l, weak_orders=population.weak_orders)
    for k in samples(candidate, question):
        check_combination(question.ties, k, l, weak_orders=population.weak_orders, lottery=lottery)
        promised(question, candidate, l)(k, l)
        if isinstance(candidate.policy, Lottery) and k < candidate.policy.k:
            raise InputError(
                f"-k {k}: {called(candidate.label)} shows {candidate.policy.k} samples; ask for at least that"
            )


def samples(candidate: Candidate, question: Question) -> tuple[int, ...]:
    """The numbers of samples for which ``candidate`` is audited."""
    if candidate.k is not None:
        looked_at = (
            question.samples_for is not None and candidate.depends_on_k and candidate.k not in (question.k or ())
        )
        return () if looked_at else (candidate.k,)
    if question.k is not None:
        return question.k
    if isinstance(candidate.policy, Lottery):
        return (candidate.policy.k,)
    if question.samples_for is not None or question.every_k:
        return ()
    return (1,) if question.ties == "half" else tuple(DEFAULT_SAMPLES)


def promised(question: Question, candidate: Candidate, l: int) -> Rate:
    """The rate promised by ``candidate`` against ``l`` responses."""
    return question.rate or default_rate(candidate.rule, l, lottery=isinstance(candidate.policy, Lottery))


def default_rate(rule: str | None, l: int, *, lottery: bool) -> Rate:
    """The greatest rate that policies of a kind guarantee on all populations against ``l`` responses (THEORY 2.9).

    Against one it is k/(k+1) for all. Against several, V(k,l) is reached by responses that are shown together, W(k,l)
    by independent samples; equilibria, and self-play that comes near them, reach (k+1-l)/(k+1) and no more.
    """
    if l == 1:
        return parse_rate("k/(k+1)")
    return parse_rate(RULES[rule].promise if rule in RULES else "V(k,l)" if lottery else "W(k,l)")


def rate_text(question: Question, candidates: Sequence[Candidate]) -> str:
    """The formula, or formulas, of the promises."""
    return "; ".join(dict.fromkeys(promised(question, each, l).text for each in candidates for l in question.l))
