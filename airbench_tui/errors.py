"""The errors that this program raises deliberately: one small tree, with a one-line message for each error.

A message says what is wrong, where, and what to do about it. The command line prints the message without a
traceback and exits with 2; the screens show it in a notice. Any other exception is a bug.
"""


class AirbenchError(Exception):
    """An error that the user can fix. ``str(error)`` is one line that can be shown as it is."""


class InputError(AirbenchError):
    """A file, row or argument that cannot be used as it is."""


class IncompleteError(InputError):
    """Something was asked of rows of which an import has stored only a part."""


class StoreError(AirbenchError):
    """The database cannot be opened, read or written."""


class DisplacedError(StoreError):
    """The database file was moved, deleted, replaced or overwritten while it was open."""


class ChangedSchemaError(StoreError):
    """Another program changed the schema while the database was open, so that nothing may be written any more."""


class FilterError(AirbenchError):
    """A filter expression that cannot be parsed."""
