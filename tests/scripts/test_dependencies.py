"""The lock file holds what pyproject.toml asks for, by hashes, and every package in it has a row with its licence."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.audit_dependencies import verdict
from scripts.dependencies import LOCK, asked_for, locked, unmet
from scripts.list_licences import PAGE

TEXT = LOCK.read_text("utf-8")
FOUND = locked(TEXT)


def test_the_lock_has_what_pyproject_asks_for() -> None:
    assert not unmet(asked_for("dev"), FOUND)


def test_a_forgotten_package_and_a_version_that_does_not_fit_are_found() -> None:
    asked = {"nowhere": Requirement("nowhere>=1"), "textual": Requirement("textual>=99")}
    assert unmet(asked, FOUND) == ["nowhere>=1", "textual>=99"]


def test_the_lock_has_what_its_packages_need() -> None:
    names = {one.name for one in FOUND}
    for name in names:
        try:
            lines = requires(name) or []
        except PackageNotFoundError:  # for other machines
            continue
        for needed in map(Requirement, lines):
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in names, f"{name} needs {needed}"


def test_every_line_is_a_version_or_a_hash_and_none_names_a_registry() -> None:
    lines = TEXT.splitlines()
    assert sum(one.hashes for one in FOUND) + len(FOUND) + 1 == len(lines)
    assert all(one.hashes for one in FOUND) and len(FOUND) > 50
    assert not re.search(r"://|index|find-links|@", TEXT)


def test_every_package_has_a_row_with_its_licence() -> None:
    rows = dict(re.findall(r"^\| (\S+) \| .* \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))
    expected = {one.name for one in FOUND} | asked_for("local").keys()
    assert rows.keys() - {"package", "---"} == expected
    assert not [name for name, licence in rows.items() if licence == "not stated"]


def test_an_audit_says_what_it_found_or_that_it_was_skipped() -> None:
    known = {"id": "X-1", "fix_versions": ["2.0"]}
    one, other = {"name": "a", "version": "1.0", "vulns": [known]}, {"name": "b", "skip_reason": "not found"}
    assert verdict(json.dumps({"dependencies": [one, other]}), "") == (
        1,
        ["a 1.0: X-1, mended in 2.0", "1 packages looked up, 1 skipped, 1 known"],
    )
    one["vulns"] = []
    assert verdict(json.dumps({"dependencies": [one]}), "")[0] == 0
    for said, complaint in ((json.dumps({"dependencies": [other]}), ""), ("", "ERROR: no network\n")):
        status, (line,) = verdict(said, complaint)
        assert status == 0 and line.startswith("skipped: ")
