"""A folder of results belongs to one run at a time."""

import json
import threading
import time

import pytest

from verifier.errors import InputError
from verifier.files import publishing


def test_many_runs_publish_one_after_the_other_and_leave_no_lock(tmp_path):
    inside, most = 0, 0

    def run():
        nonlocal inside, most
        for _ in range(30):
            with publishing._locked(tmp_path):
                inside += 1
                most = max(most, inside)
                time.sleep(0.0005)
                inside -= 1

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert list(tmp_path.iterdir()) == []


def test_the_lock_goes_where_publishing_fails(tmp_path):
    def fail():
        with publishing._locked(tmp_path):
            assert [path.name for path in tmp_path.iterdir()] == [publishing._LOCK]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_the_later_report_replaces_the_earlier_one_whole(tmp_path):
    for name in ("first.cert", "second.cert"):
        with publishing.workplace(tmp_path) as place:
            (place / name).write_text(name)
            report = json.dumps({"findings": [{"certificate": name}]})
            publishing.publish(place, tmp_path, {publishing.REPORT: report})
    assert sorted(path.name for path in tmp_path.iterdir()) == [publishing.REPORT, "second.cert"]


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="taken"), publishing.workplace(tmp_path / "taken"):
        pass
