"""An attack on the certificate checkers: mutants of the corpus, both checkers, and an oracle that shares no formula."""
