"""What docstrings show as an example is what the code does."""

import doctest
from importlib import import_module

import pytest

from tests.rules import files, read

WITH_EXAMPLES = [path for path in files(".py", under="quantock", tests=False) if ">>> " in read(path)]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=str)
def test_an_example_gives_what_it_says(path):
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    found = doctest.testmod(import_module(name))
    assert found.attempted
    assert not found.failed
