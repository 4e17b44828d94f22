"""`python -m verifier`."""

import sys

from verifier.cli.main import program

sys.exit(program())
