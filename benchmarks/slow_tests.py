"""Which files of tests are slow: writes tests/slow.txt, which `pytest -m fast` leaves out, from one run of all tests.

python -m pytest --junit-xml=run.xml && python benchmarks/slow_tests.py run.xml
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

TESTS = Path(__file__).resolve().parents[1] / "tests"
SECONDS = 2


def seconds(run: Path) -> Counter[str]:
    """File → the seconds that its tests took together."""
    found: Counter[str] = Counter()
    for case in ET.parse(run).iter("testcase"):  # noqa: S314  # a file that pytest wrote here
        parts = case.attrib["classname"].removeprefix("tests.").split(".")
        found["/".join(parts) + ".py"] += float(case.attrib["time"])
    return found


def main() -> None:
    """Write the list."""
    taken = seconds(Path(sys.argv[1]))
    slow = sorted(name for name, time in taken.items() if time >= SECONDS and (TESTS / name).exists())
    (TESTS / "slow.txt").write_text("".join(f"{name}\n" for name in slow), encoding="utf-8")
    rest = sum(time for name, time in taken.items() if name not in slow)
    print(f"{len(slow)} slow files of {len(taken)}; the others take {rest:.0f} s")


if __name__ == "__main__":
    main()
