"""The site of the documentation: the Markdown files of the repository, in their places, where their links work too.

python -m sphinx -W -b html -c docs . site        # from the repository's root; then open site/index.html
"""

import os
import sys
from pathlib import Path

from verifier import __version__

# The commands whose output is shown are those of this installation.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

project = "verifier"
release = version = __version__
author = "The verifier authors"
project_copyright = "the verifier authors, MIT licence"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib.programoutput"]
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "benchmarks/*.md",
    "docs/**",
    "reports/**.md",
    "verifier/certificates/FORMAT.md",
]
exclude_patterns = [".*", "site"]
# A page of the book that no table of contents lists is reached from its case, as in the repository.
suppress_warnings = ["toc.not_included"]

myst_heading_anchors = 4
# Notebooks are executed, and compared with what they store, by the tests.
nb_execution_mode = "off"

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_title = f"verifier {release}"
html_additional_pages = {"index": "to_docs.html"}
templates_path = ["templates"]
html_copy_source = False
html_show_sourcelink = False
