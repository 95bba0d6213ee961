"""Who brought a review, and in which files, as SQL."""

from __future__ import annotations

JOINS = (
    " LEFT JOIN review_sources first_file ON first_file.id = {0}.source"
    " LEFT JOIN auditors first_bringer ON first_bringer.id = first_file.auditor"
    " LEFT JOIN review_sources merged_file ON merged_file.id = {0}.merged"
    " LEFT JOIN auditors last_bringer ON last_bringer.id = merged_file.auditor"
)
"""SQL, to be formatted with the alias of a review, for the joins that :data:`BY` and the other texts need."""

BY = "CASE WHEN merged_file.id IS NULL THEN first_bringer.name ELSE last_bringer.name END"
"""SQL for who brought the review into this database, NULL for a review made here."""

NAMES = "coalesce(merged_file.name || ', before that ' || first_file.name, merged_file.name, first_file.name)"
"""SQL for the names of the files that brought the review: the database that was merged, and a CSV before that."""

_WITH_SUM = "{0}.name || ' sha256:' || {0}.sha256"
_MERGED, _FIRST = (_WITH_SUM.format(alias) for alias in ("merged_file", "first_file"))
FILES = f"coalesce({_MERGED} || ', before that ' || {_FIRST}, {_MERGED}, {_FIRST})"
"""SQL for the names of these files with their checksums."""
