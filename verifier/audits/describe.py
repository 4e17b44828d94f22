"""Describe: what a population says before any policy is audited; and the population in another format."""

from __future__ import annotations

from pathlib import Path

from verifier.audits.effort import Effort, afford_margins
from verifier.errors import InputError
from verifier.files.writing import write_text
from verifier.game.margins import condorcet_winner, margins, smith_set, supports
from verifier.preferences.formats.population_json import format_population_json
from verifier.preferences.formats.preflib import format_preflib
from verifier.preferences.names import encodable
from verifier.preferences.population import Population
from verifier.report.pages.profile import Profile
from verifier.rules.simple import borda_scores


def describe(population: Population, source: str, sha256: str | None, effort: Effort) -> Profile:
    """The population's majorities: supports, Condorcet winner, Smith set, Borda scores."""
    afford_margins(population, effort)
    margin = margins(population)
    winner = condorcet_winner(margin)
    return Profile(
        source=source,
        sha256=sha256,
        population=population,
        supports=tuple(tuple(int(entry) for entry in row) for row in supports(population).tolist()),
        condorcet_winner=winner,
        smith_set=(winner,) if winner is not None else smith_set(margin),
        borda=tuple(borda_scores(population)),
    )


def write_population(population: Population, path: Path) -> None:
    """Write ``population`` to ``path``, in the format of its suffix.

    Raises:
        InputError: the suffix is not one we write, or not the one of this population's kind.
    """
    suffix = path.suffix.lower()
    if suffix == ".json":
        write_text(path, format_population_json(population))
        return
    if suffix not in {".soc", ".soi", ".toc", ".toi"}:
        found = suffix or "a file without suffix"
        raise InputError(f"{path}: cannot write {found}; choose .json .soc .soi .toc or .toi")
    own, text = format_preflib(population, encodable(path.stem))
    if suffix != own:
        raise InputError(f"{path}: this population is a {own} file (its ties and gaps decide that); name it *{own}")
    write_text(path, text)
