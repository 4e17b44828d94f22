"""The book of cases: statements that decide themselves, question by question."""
