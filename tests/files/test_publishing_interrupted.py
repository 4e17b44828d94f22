"""A folder of results whose moving was cut off at any point is whole after the next run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from verifier.files.publishing import publish


def run(tmp_path, folder, names):
    place = tmp_path / "-".join(names)
    place.mkdir(exist_ok=True)
    for name in names:
        (place / f"{name}.cert").write_text(name)
    report = json.dumps({"findings": [{"certificate": f"{name}.cert"} for name in names]})
    publish(place, folder, {"report.json": report, "report.txt": " ".join(names)})


def state(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("step", range(12))
def test_what_an_interrupted_run_left_is_gone_after_the_next(step, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    run(tmp_path, folder, ["a", "b", "c"])
    steps = iter(range(step + 1))

    def cut(method):
        def inner(self, *arguments, **more):
            if self.parent == folder and not self.name.startswith(".verifier.lock") and next(steps, None) is None:
                raise KeyboardInterrupt
            return method(self, *arguments, **more)

        return inner

    with monkeypatch.context() as patched:
        for name in ("unlink", "replace"):
            patched.setattr(Path, name, cut(getattr(Path, name)))
        try:
            run(tmp_path, folder, ["b", "d"])
        except KeyboardInterrupt:
            if (folder / "report.json").exists():
                named = json.loads((folder / "report.json").read_text())["findings"]
                assert {each["certificate"] for each in named} <= set(state(folder))
    run(tmp_path, folder, ["e"])
    assert state(folder) == ["e.cert", "report.json", "report.txt"]
