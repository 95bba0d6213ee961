"""Databases that somebody damaged or passed off as another version, and rows that no audit has."""

from __future__ import annotations

from reliability.hostile_changes import (
    ESCAPES,
    Case,
    bytes_at,
    cut,
    definition,
    log_of_another,
    nothing,
    root_of_reviews,
    rows,
    sql,
)

FILES = [
    # Files.
    Case(
        "a version far in the future", sql("PRAGMA user_version = 2147483647"), "refused", "schema 2147483647"
    ),
    Case("a version below nothing", sql("PRAGMA user_version = -5"), "refused", "has no schema version"),
    Case("the version of an older schema", sql("PRAGMA user_version = 3"), "refused", "'reviews'"),
    Case("a version and no tables", nothing, "refused", "but no tables"),
    Case(
        "tables of another program under our mark",
        sql(
            "PRAGMA writable_schema = ON; DELETE FROM sqlite_master; PRAGMA writable_schema = RESET;"
            " CREATE TABLE songs (name)"
        ),
        "refused",
        "is missing",
    ),
    Case(
        "a definition that cannot be parsed",
        definition("reviews", "CREATE TABLE", "CREATE TABLE ((("),
        "refused",
        "",
    ),
    Case(
        "definitions that are not UTF-8",
        sql(
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = CAST(X'43524541544520ff' AS TEXT)"
            " WHERE name = 'reviews_never_go'"
        ),
        "refused",
        "",
    ),
    Case("a damaged page in the reviews", root_of_reviews, "refused", ""),
    Case("half a file", cut, "refused", ""),
    Case("a header and zeros", bytes_at(100, bytes(40_000)), "refused", "sound SQLite database"),
    Case("the log of another database beside it", log_of_another, "refused", ""),
    # Rows.
    Case(
        "a text where a score belongs, and codes that are not JSON",
        rows(f"UPDATE reviews SET score = 'high{ESCAPES}', codes = '{{' WHERE id = 1"),
        "named",
        "table reviews, row 1: score is not a number",
    ),
    Case(
        "texts that are not UTF-8",
        rows("UPDATE reviews SET note = CAST(X'80ff41' AS TEXT)", "UPDATE responses SET text = X'edA080ff'"),
        "named",
        "note is not UTF-8",
    ),
    Case(
        "names with escape sequences",
        rows(
            f"UPDATE auditors SET name = name || '{ESCAPES}', folded = folded || '{ESCAPES}'",
            f"UPDATE responses SET target = '{ESCAPES}' || target",
        ),
        "named",
        "",
    ),
    Case(
        "references to nothing",
        rows("UPDATE reviews SET response = 4711, auditor = 99"),
        "named",
        "foreign key",
    ),
    Case(
        "the highest id that there is",
        rows("UPDATE reviews SET id = 9223372036854775807 WHERE id = 1"),
        "read-only",
        "foreign key",
    ),
    Case(
        "numbers without end, and times that are none",
        rows("UPDATE reviews SET seconds = 9e999, made_at = 'soon' WHERE id = 1"),
        "read-only",
        "made_at is not a time",
    ),
]
