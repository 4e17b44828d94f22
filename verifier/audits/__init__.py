"""The use case of one population: decide what is asked, write certificates, have them checked, fix the exit code."""
