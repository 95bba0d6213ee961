"""Tools for maintainers of the program."""
