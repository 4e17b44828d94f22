"""Populations from objects of other libraries, recognised by what they have; none of these libraries is imported."""
