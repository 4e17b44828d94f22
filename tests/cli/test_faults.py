"""Full disks, killed processes, folders in the way: no half-written file, nothing finished lost, and it is said."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time

import pytest

ORDERS = ["a > b > c > d", "b > c > a > d", "c > a > b > d"]
PEOPLE = {"format": "verifier-population/1", "rankings": [{"count": 1, "ranking": order} for order in ORDERS]}
AUDIT = ("audit", "people.json", "--policy", "uniform", "-k", "1..6")


def command(*arguments):
    return [sys.executable, "-m", "verifier", *arguments]


def verifier(*arguments, cwd, preexec=None):
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=cwd,
        preexec_fn=preexec,  # no threads here
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people.json").write_text(json.dumps(PEOPLE))
    return tmp_path


@pytest.fixture
def finished(folder):
    """A folder with the results of an audit, as name → bytes."""
    assert verifier("audit", "people.json", "-k", "1..2", "--out", "out", cwd=folder).returncode in {0, 1}
    return contents(folder / "out")


def contents(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def is_whole(folder):
    """Every file with a final name is whole, every certificate proved; a report names only what is there."""
    out = folder / "out"
    certificates = sorted(out.glob("*.cert"))
    if certificates:
        checked = verifier("check", *map(str, certificates), cwd=folder)
        assert checked.returncode == 0, checked.stdout
    if (out / "report.json").exists():
        report = json.loads((out / "report.json").read_bytes())
        named = {finding["certificate"] for finding in report["findings"]} - {None}
        assert named == {path.name for path in certificates}
    assert list(out.glob("*.partial")) == []


@pytest.mark.parametrize("size", [0, 100, 250, 1500])
def test_a_disk_that_is_full_leaves_the_finished_results_alone(size, folder, finished):
    limit = (size, resource.RLIM_INFINITY)
    done = verifier(
        *AUDIT, "--out", "out", cwd=folder, preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert done.returncode == 2
    assert "out" in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(folder / "out") == finished


@pytest.mark.parametrize("delay", [0.2, 0.35, 0.45, 0.55, 0.7])
def test_a_killed_process_leaves_whole_files_under_final_names(delay, folder, finished):
    process = subprocess.Popen(
        command(*AUDIT, "--out", "out"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    time.sleep(delay)
    process.kill()
    process.wait(timeout=60)
    is_whole(folder)
    if process.returncode == -signal.SIGKILL and (folder / "out" / "report.json").exists():
        now = contents(folder / "out")
        old = {name: now.get(name) for name in finished} == finished
        assert old or [entry["rule"] for entry in json.loads(now["report.json"])["policies"]] == ["uniform"]
    assert verifier(*AUDIT, "--out", "out", cwd=folder).returncode in {0, 1}
    is_whole(folder)


def test_two_runs_into_one_folder_leave_the_results_of_one(folder):
    asks = [("audit", "people.json", "--policy", name, "-k", "1..4") for name in ("uniform", "plurality", "a")]
    running = [
        subprocess.Popen(command(*ask, "--out", "out"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)
        for ask in asks
        for _ in range(2)
    ]
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode in {0, 1}, said
    is_whole(folder)
    assert (folder / "out" / "report.json").exists()
    assert {path.name[:9] for path in (folder / "out").iterdir() if path.name.startswith(".")} == set()


@pytest.mark.parametrize("arguments", [AUDIT, ("solve", "optimal", "people.json", "-k", "2")])
def test_a_folder_that_cannot_be_written_is_named(arguments, folder):
    done = verifier(*arguments, "--out", "/proc/verifier", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "/proc/verifier: cannot write into this folder" in done.stderr


def test_a_link_in_the_place_of_a_certificate_is_replaced_and_not_followed(folder, finished):
    certificate = next(name for name in finished if name.endswith(".cert"))
    victim = folder / "victim.txt"
    victim.write_text("mine\n")
    (folder / "out" / certificate).unlink()
    (folder / "out" / certificate).symlink_to(victim)
    assert verifier("audit", "people.json", "-k", "1..2", "--out", "out", cwd=folder).returncode in {0, 1}
    assert victim.read_text() == "mine\n"
    assert not (folder / "out" / certificate).is_symlink()
    assert contents(folder / "out") == finished


@pytest.mark.parametrize("which", ["report.json", "report.txt", ".cert"])
def test_a_folder_in_the_place_of_a_file_is_named_and_nothing_is_lost(which, folder, finished):
    name = next(name for name in sorted(finished) if name.endswith(which))
    (folder / "out" / name).unlink()
    (folder / "out" / name).mkdir()
    done = verifier("audit", "people.json", "-k", "1..2", "--out", "out", cwd=folder)
    assert done.returncode == 2
    assert f"{name}: this is a folder" in done.stderr
    (folder / "out" / name).rmdir()
    assert contents(folder / "out") == {other: text for other, text in finished.items() if other != name}


def test_a_certificate_that_is_a_folder_or_a_dangling_link_is_not_proved(folder, finished):
    certificate = folder / "out" / next(name for name in finished if name.endswith(".cert"))
    certificate.unlink()
    certificate.symlink_to(folder / "nowhere")
    done = verifier("check", str(certificate), cwd=folder)
    assert done.returncode == 2
    assert "there is no such file" in done.stdout + done.stderr
    certificate.unlink()
    certificate.mkdir()
    done = verifier("check", str(certificate), cwd=folder)
    assert done.returncode == 2
    assert certificate.name in done.stdout + done.stderr
    assert verifier("check", "out", cwd=folder).returncode == 2
