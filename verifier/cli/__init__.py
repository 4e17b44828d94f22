"""The command line: arguments in, exit code out; one module per command, loaded when it is used."""
