"""The examples in docstrings are run."""

import doctest
import importlib
import pkgutil

import verifier


def test_every_example_in_a_docstring_gives_what_it_shows():
    attempted = 0
    for module in pkgutil.walk_packages(verifier.__path__, "verifier."):
        if module.name.endswith(("__main__", "checker")):
            continue
        results = doctest.testmod(importlib.import_module(module.name))
        assert results.failed == 0, module.name
        attempted += results.attempted
    attempted += doctest.testmod(verifier).attempted
    assert attempted > 30
