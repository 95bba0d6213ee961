"""The benchmark's way into ``data/REVISION/``, from the hub or from a folder.

Files are fetched over plain HTTP with the standard library (:mod:`airbench_tui.benchmark.download`), not with
huggingface_hub. That library (2.4, measured) is well maintained, but brings 18 MB of hf-xet, tqdm, fsspec and
more for 45 files of 5 MB in all, and its waits cannot be limited: its retries are fixed, so that a refused
connection takes 23 s per call even for a full SHA, a silent one over a minute, and snapshot_download then
returns an empty folder as if it were the dataset. Two URLs are enough:
``ENDPOINT/datasets/REPO/resolve/REVISION/FILE``, and ``ENDPOINT/api/datasets/REPO/revision/NAME`` for the SHA
behind a name such as ``main``. The dataset's README.md lists the files. A SHA fixes the contents of every
file, so a checksum from the server would add nothing: files are checked for length and columns when they
arrive, and by their recorded checksum from then on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from airbench_tui.benchmark import files, frontmatter
from airbench_tui.benchmark import manifest as manifests
from airbench_tui.benchmark.download import Downloads, Hub, HubError, NotThereError
from airbench_tui.benchmark.frontmatter import Layout
from airbench_tui.benchmark.manifest import DATASET, DEFAULT_REGION, README, REVISION, Manifest
from airbench_tui.errors import InputError, StoreError
from airbench_tui.text import quote

Progress = Callable[[int, int], None]
"""Called with the number of files that are present and the number of files wanted."""

_SHA = re.compile(r"[0-9a-f]{40}")
_SHORT_SHA = re.compile(r"[0-9a-f]{7,39}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of a fetch: the region's files written now, those found intact, and notes for the user.

    ``missing`` lists files that a folder lacks or that cannot be used; ``notes`` are lines that can be shown.
    """

    folder: Path
    manifest: Manifest
    region: str
    written: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fetch(
    data: Path,
    revision: str = REVISION,
    region: str = DEFAULT_REGION,
    *,
    hub: Hub | None = None,
    progress: Progress = lambda there, wanted: None,
) -> Fetched:
    """Download from the hub the files of a region's prompts, and the rubrics, that ``data/REVISION/`` lacks.

    The hub is not contacted when every file is present with its recorded checksum. Each file is written whole
    and recorded at once, so that an interrupted fetch continues where it stopped. *revision* is a SHA; its
    first 7 digits are enough for a revision that is present; the hub resolves other names. Raises HubError,
    within 10 seconds when there is no network; InputError for a region that the dataset does not have;
    StoreError when the folder cannot be written.
    """
    hub = hub or Hub()
    with Downloads(hub) as downloads:
        sha = _known(data, revision) or _resolved(downloads, hub, revision)
        folder = data / sha
        manifest = manifests.load(folder) or Manifest(sha)
        whole = manifests.intact(folder, manifest)
        manifest.files = {name: kept for name, kept in manifest.files.items() if name in whole}
        written: list[str] = []

        def keep(name: str, body: bytes) -> None:
            manifest.endpoint, manifest.folder, manifest.fetched_at = hub.host, None, manifests.now()
            manifests.record(folder, manifest, name, body)
            written.append(name)

        if README not in whole:
            downloads.ask(README, hub.file(DATASET, sha, README))
            try:
                _, body = downloads.answer()
            except NotThereError as error:
                raise HubError(f"{hub.host} has no revision {quote(sha)} of {DATASET}") from error
            layout = _layout(body, hub.host)
            manifest.regions, manifest.rubrics = layout.regions, layout.rubrics
            manifest.region(region)  # raises for an unknown region before anything is written
            keep(README, body)
        wanted = _wanted(manifest, region)
        lacking = [name for name in wanted if name not in whole and name not in written]
        for name in lacking:
            downloads.ask(name, hub.file(DATASET, sha, name))
        for count in range(len(lacking)):
            progress(len(wanted) - len(lacking) + count, len(wanted))
            name, body = downloads.answer()
            _check(name, body, manifest, hub.host)
            keep(name, body)
        progress(len(wanted), len(wanted))
    _checked(folder, manifest)
    kept = tuple(name for name in wanted if name not in written)
    return Fetched(folder, manifest, region, tuple(written), kept)


def copy_from(source: Path, data: Path, revision: str | None = None, region: str = DEFAULT_REGION) -> Fetched:
    """Copy a folder of the same files into ``data/REVISION/`` and record their checksums, whatever these are.

    A CSV file is recognised by its columns. The folder's README.md defines the regions; without one, all
    prompts make up "default". Without *revision* the revision is that of the folder's own manifest if every
    file matches it, else "local-" and the beginning of a checksum of the files, because the true revision is
    unknown. Raises InputError when the folder cannot be read or holds no file of the benchmark, or for a
    region that it does not have; StoreError when ``data/`` cannot be written.
    """
    if revision is not None and not manifests.is_revision(revision):
        raise InputError(f"{quote(revision)} cannot name a revision: use letters, digits, dots and dashes")
    bodies, notes = _read(source)
    # Only one region is copied, but the folder's name depends on all files.
    manifest = Manifest(revision or _revision_of(source, bodies), folder=str(source.resolve()))
    folder = data / manifest.revision
    before = manifests.load(folder)
    if before:
        manifest.regions, manifest.rubrics = before.regions, before.rubrics
        manifest.files = {name: before.files[name] for name in manifests.intact(folder, before)}
    _lay_out(manifest, bodies, source, notes)
    wanted = _wanted(manifest, region) if manifest.regions else [manifest.rubrics]
    missing = tuple(name for name in wanted if name not in bodies and name != README)
    manifest.fetched_at = manifests.now()
    written: list[str] = []
    for name in wanted:
        if name in bodies:
            manifests.record(folder, manifest, name, bodies[name])
            written.append(name)
    _checked(folder, manifest)
    return Fetched(folder, manifest, region, tuple(written), (), missing, tuple(notes))


def _known(data: Path, revision: str) -> str | None:
    """Return the full name of a revision that the hub need not resolve, or None.

    Such a revision is a SHA, or the beginning of one in *data*. Raises InputError for an impossible name.
    """
    revision = revision.strip()
    if _SHA.fullmatch(revision.lower()):
        return revision.lower()
    if not manifests.is_revision(revision):
        raise InputError(f"{quote(revision)} cannot name a revision: give a SHA such as {REVISION[:12]}...")
    there = [one.revision for one in files.available(data)]
    if revision in there:
        raise InputError(f"{revision} was copied from a folder: give it with --from DIR")
    if not _SHORT_SHA.fullmatch(revision.lower()):
        return None
    found = [name for name in (*there, REVISION) if name.startswith(revision.lower())]
    return found[0] if len(set(found)) == 1 else None


def _resolved(downloads: Downloads, hub: Hub, revision: str) -> str:
    downloads.ask(revision, hub.about(DATASET, revision))
    try:
        _, body = downloads.answer()
        sha = json.loads(body)["sha"]
    except NotThereError as error:
        raise HubError(f"{hub.host} has no revision {quote(revision)} of {DATASET}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HubError(
            f"{hub.host} does not say which SHA {quote(revision)} has: give the SHA itself"
        ) from error
    if not isinstance(sha, str) or not _SHA.fullmatch(sha):
        raise HubError(f"{hub.host} does not say which SHA {quote(revision)} has: give the SHA itself")
    return sha


def _wanted(manifest: Manifest, region: str) -> list[str]:
    """List the files to fetch: README.md, the region's files and the rubrics."""
    return list(dict.fromkeys([README, *manifest.region(region), manifest.rubrics]))


def _layout(readme: bytes, where: str) -> Layout:
    try:
        return frontmatter.layout(readme.decode("utf-8", errors="replace"))
    except InputError as error:
        raise InputError(f"{error} (from {where})") from error


def _check(name: str, body: bytes, manifest: Manifest, host: str) -> None:
    """Raise HubError unless *body* has the columns that *name* should have.

    Proxies and login pages answer 200 too.
    """
    if files.kind(body) != ("rubrics" if name == manifest.rubrics else "prompts"):
        raise HubError(
            f"the answer of {host} for {quote(name)} is not a file of the benchmark: is there a login page in front?"
        )


def _checked(folder: Path, manifest: Manifest) -> None:
    """Record the time, which makes this the revision in use; accept a read-only folder."""
    manifest.checked_at = manifests.now()
    with suppress(StoreError):
        manifests.save(folder, manifest)


def _read(source: Path) -> tuple[dict[str, bytes], list[str]]:
    """Read the benchmark's files in a folder, by name, and note each CSV file that is not one of them."""
    bodies: dict[str, bytes] = {}
    notes: list[str] = []
    try:
        for path in _candidates(source):
            if not path.is_file():  # opening a pipe would block
                notes.append(f"{quote(path.name)} left out: it is not a regular file")
                continue
            if path.stat().st_size > files.MAX_FILE:
                notes.append(f"{path.name} left out: too large for a file of the benchmark")
                continue
            body = path.read_bytes()
            if path.name == README or files.kind(body):
                bodies[path.name] = body
            else:
                notes.append(f"{quote(path.name)} left out: it lacks the columns of prompts or rubrics")
    except OSError as error:
        raise InputError(f"{quote(str(source), 300)} cannot be read: {error.strerror or error}") from error
    if not any(name != README for name in bodies):
        raise InputError(
            f"{quote(str(source), 300)} holds no file of the benchmark: no CSV with the columns of prompts or rubrics"
        )
    return bodies, notes


def _candidates(source: Path) -> Iterator[Path]:
    for path in sorted(source.iterdir()):
        named = path.name == README or path.suffix.lower() == ".csv"
        if named and frontmatter.is_plain(path.name):
            yield path


def _lay_out(manifest: Manifest, bodies: dict[str, bytes], source: Path, notes: list[str]) -> None:
    """Fill in the regions and the file of rubrics from the folder's README.md, or from the files present."""
    prompts = tuple(name for name in bodies if files.kind(bodies[name]) == "prompts")
    rubrics = [name for name in bodies if files.kind(bodies[name]) == "rubrics"]
    try:
        layout = _layout(bodies.get(README, b""), str(source))
        manifest.regions, manifest.rubrics = layout.regions, layout.rubrics
    except InputError as error:
        notes += [str(error)] if README in bodies else []
        if prompts and not manifest.regions:
            manifest.regions = {DEFAULT_REGION: prompts}
    if manifest.rubrics not in rubrics and rubrics:
        if len(rubrics) > 1:
            raise InputError(
                f"{quote(str(source), 300)} has more than one file of rubrics: {', '.join(rubrics)}"
            )
        manifest.rubrics = rubrics[0]


def _revision_of(source: Path, bodies: dict[str, bytes]) -> str:
    own = manifests.load(source)
    if own and set(bodies) <= manifests.intact(source, own):
        return own.revision
    digest = hashlib.sha256()
    for name, body in sorted(bodies.items()):
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    return f"local-{digest.hexdigest()[:12]}"
