"""Ctrl-C, pipes that close, and folders that fill up lose nothing and show no traceback."""

import random
import signal
import subprocess
import sys
import time

import pytest


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    rng = random.Random(3)
    m, n = 12, 20_000
    path = tmp_path_factory.mktemp("big") / "big.soc"
    head = f"# NUMBER ALTERNATIVES: {m}\n# NUMBER VOTERS: {n}\n" + "".join(
        f"# ALTERNATIVE NAME {y}: r{y}\n" for y in range(1, m + 1)
    )
    path.write_text(head + "".join(f"1: {','.join(map(str, rng.sample(range(1, m + 1), m)))}\n" for _ in range(n)))
    return path


@pytest.mark.parametrize("delay", [0.0, 0.3, 1.0])
def test_ctrl_c_exits_130_and_leaves_finished_files_whole(delay, big, tmp_path):
    command = [sys.executable, "-m", "verifier", "audit", str(big), "--policy", "uniform", "-k", "1..400"]
    # A background shell hands its children SIGINT ignored; a user's terminal does not.
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 no threads here
    )
    give_up = time.monotonic() + 60
    while not (tmp_path / "out").is_dir() and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.02)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert err.count("\n") == 1
    assert out == ""
    for path in (tmp_path / "out").glob("*"):
        assert not path.name.endswith(".partial")
        assert path.read_text().endswith("end\n")


def test_a_reader_that_goes_away_is_no_error(big):
    command = f"'{sys.executable}' -m verifier show '{big}' --format json | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "{\n"
    assert done.stderr == ""
