"""Forged files: a reviews CSV or a packet file by which somebody speaks for ann or bob.

Each forgery gets a world of its own, and returns what became of it. The files are imported by cleo, who is neither of
them, unless the forgery says otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.packet_files import envelope
from airbench_tui.interchange.packet_files.reading import import_packet
from airbench_tui.store.database import open_database
from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.trail import Said
from reliability.forged_world import Row, World
from tests.store.helpers import decide, one

FUTURE, PAST = "2099-01-01T00:00:00.000000Z", "2026-06-01T10:00:00.000000Z"

Fate = Literal["refused", "marked", "found", "WENT THROUGH"]


class Came(NamedTuple):
    """What became of a forgery, and what the program said of it.

    Refused: nothing of it is stored. Marked: it is stored as brought without evidence, not blind, and counts nowhere
    instead of a verdict of its auditor. Found: the audit names it.
    """

    fate: Fate
    words: str


Forgery = Callable[[World], Came]


def marked(world: World, words: str, by: str) -> Came:
    """Tell whether all that came is stored as brought by *by* without evidence."""
    unproven = world.unproven()
    sound = unproven and all(
        not review["blind"] and review["origin"] != "packet" and review["brought_by"] == by and review["name"]
        for review in unproven
    )
    return Came("marked" if sound else "WENT THROUGH", words)


def send(world: World, rows: Sequence[Row], by: str = "cleo") -> Came:
    """Import *rows* as *by*, and tell what became of them."""
    before = world.counted()
    report = world.bring(rows, by)
    if world.counted() != before:
        return Came("WENT THROUGH", "other verdicts count now")
    if faults := world.audit():
        return Came("WENT THROUGH", f"the lead's database is at fault now: {faults[0]}")
    return refused(report) or marked(world, " ".join(report.notes), by)


def refused(report: Report) -> Came | None:
    """Tell that rows were refused, None if none was."""
    return Came("refused", report.rejected[0].why) if report.rejected else None


def of_bob(by: str = "cleo", **cells: str) -> Forgery:
    """Return the forgery that sends a row of bob's with other *cells*."""
    return lambda world: send(world, [{**world.reviewed()[0], **cells}], by)


# -- in ann's name ----------------------------------------------------------------------------------


def in_anns_name(world: World, response: str, **cells: str) -> Row:
    """Return a row with a blind verdict of ann's on *response*."""
    row = next(row for row in world.rows("ann") if row["response_id"] == response)
    given = {"auditor": "ann", "review_score": "0", "first_score": "", "blind": "true", "reviewed_at": PAST}
    return {**row, **given, "note": "", "codes": "", "decision": "", "trail": "", **cells}


def blind_first_verdict(world: World) -> Came:
    came = send(world, [in_anns_name(world, world.waiting("ann")[0], origin="packet")])
    return came if len(world.waiting("ann")) == 3 else Came("WENT THROUGH", "ann's place is taken")


def beside_her_verdict(world: World) -> Came:
    """Send a later verdict where ann's own stands."""
    (own,) = world.ask("SELECT uid FROM responses WHERE id = 1")
    return send(world, [in_anns_name(world, own["uid"], blind="false", origin="browse", review_score="1")])


def under_her_undo(world: World) -> Came:
    """Wait until ann decides by hand and takes it back."""
    row = next(row for row in world.rows("ann") if not row["auditor"] and not row["packet"])
    world.bring([in_anns_name(world, row["response_id"], origin="browse")])
    with open_database(world.lead) as opened:
        connection = opened.connection
        decide(
            connection,
            "ann",
            one(connection, "SELECT id FROM responses WHERE uid = ?", row["response_id"]),
            1.0,
        )
        reviews.withdraw(connection, auditor_rows.auditor_id(connection, "ann"))
    stands = world.ask(
        "SELECT 1 FROM standing_verdicts v JOIN responses r ON r.id = v.response WHERE r.uid = ?",
        row["response_id"],
    )
    if stands:
        return Came("WENT THROUGH", "the undo falls back to it")
    return marked(world, "the undo does not fall back to it", "cleo")


def among_others(world: World) -> Came:
    """Send a file to ann in which her forged verdict is among bob's."""
    return send(
        world, [in_anns_name(world, world.waiting("ann")[0], origin="packet"), *_unsealed(world)], "ann"
    )


def _unsealed(world: World) -> list[Row]:
    return [{**row, "trail": ""} for row in world.reviewed()]


# -- hashes and secrets -----------------------------------------------------------------------------


def replayed_hash(world: World) -> Came:
    """Give a changed row the hash of another row of bob's."""
    first, second, *_ = world.reviewed()
    return send(world, [{**first, "review_score": "1", "trail": second["trail"]}])


def sealed(row: Row, secret: str) -> Row:
    """Return *row* with the hash that its content has under *secret*."""
    said = Said(
        row["auditor"],
        row["response_id"],
        "verdict",
        float(row["review_score"]),
        None,
        row["note"],
        (),
        row["blind"] == "true",
        row["reviewed_at"],
        repeat=False,
    )
    return {**row, "trail": said.hash(said.seal(secret))}


def with_bobs_secret(world: World) -> Came:
    """Write ann's blind verdict with the secret that bob got with his file."""
    (bob,) = world.ask("SELECT secret FROM packet_secrets", path=world.bob)
    return send(
        world, [sealed(in_anns_name(world, world.waiting("ann")[0], origin="packet"), bob["secret"])], "bob"
    )


def with_no_secret(world: World) -> Came:
    return send(world, [sealed(in_anns_name(world, world.waiting("ann")[0], origin="packet"), "")], "bob")


def planted_secret(world: World) -> Came:
    """Plant a secret for ann by a packet file that she imports, and write her verdicts with it."""
    _plant(world, "ann")
    said = receive(world, world.lead)
    came = send(world, [sealed(in_anns_name(world, world.waiting("ann")[0], origin="packet"), _PLANTED)])
    return came if said is None or came.fate == "WENT THROUGH" else Came("refused", said)


def planted_in_bobs_own(world: World) -> Came:
    """Plant a secret for bob in a new database of his, and send him a file with verdicts of his among others."""
    _plant(world, "bob")
    new = world.folder / "new.db"
    receive(world, new)
    rows = [{**row, "reviewed_at": PAST} for row in world.reviewed()]
    others = {**rows[0], "auditor": "ann", "trail": ""}
    report = world.bring([*(sealed(row, _PLANTED) for row in rows), others], "bob", new)
    blind = world.ask("SELECT 1 FROM reviews WHERE blind OR evidence IS NOT 'none'", path=new)
    return Came("WENT THROUGH" if blind or not report.new else "marked", " ".join(report.notes))


_PLANTED = "ab" * 32


def _plant(world: World, auditor: str) -> None:
    """Write bob's packet file with a secret of the forger's for *auditor*, as ``forged.json``."""
    part, inside = envelope.read(world.folder / "bob.json")
    known = [(name, secret) for name, secret in inside.secrets if name != auditor]
    inside = msgspec.structs.replace(inside, secrets=[*known, (auditor, _PLANTED)])
    part = msgspec.structs.replace(part, sealed=envelope.seal(inside))
    (world.folder / "forged.json").write_text(json.dumps(envelope.document(part)), "utf-8")


# -- what the rows say of others than auditors ------------------------------------------------------


def forged_answer(world: World) -> Came:
    """Send another answer under its id, to a database that does not have the answer."""
    row = {**world.reviewed()[0], "response": "Sure, here is how."}
    report = world.bring([row], into=world.folder / "new.db")
    return refused(report) or Came("WENT THROUGH", "the answer is stored")


def flipped_judge(world: World) -> Came:
    """Send another score of the judge, to a database that does not have the judgment."""
    row = next(row for row in world.rows("ann") if row["score"] == "1")
    report = world.bring([{**row, "score": "0"}], into=world.folder / "new.db")
    return refused(report) or Came("WENT THROUGH", "the score is stored")


def receive(world: World, path: Any) -> str | None:
    """Import ``forged.json`` into the database *path*, and return why it is refused, None if it is not."""
    with open_database(path) as opened:
        try:
            import_packet(opened.connection, world.folder / "forged.json")
        except AirbenchError as error:
            return str(error)
    return None


def packet_file(find: str, put: str) -> Forgery:
    """Return the forgery that changes the sealed part of bob's packet file, with a checksum that fits."""

    def forgery(world: World) -> Came:
        document = json.loads((world.folder / "bob.json").read_text("utf-8"))
        packet = document["packet"]
        inside = zlib.decompress(base64.b64decode(packet["sealed"])).decode()
        changed = re.sub(find, put, inside, count=1)
        assert changed != inside
        packet["sealed"] = base64.b64encode(zlib.compress(changed.encode())).decode()
        plain = json.dumps(packet, sort_keys=True, separators=(",", ":"))
        document["sha256"] = hashlib.sha256(plain.encode()).hexdigest()
        (world.folder / "forged.json").write_text(json.dumps(document), "utf-8")
        said = receive(world, world.folder / "new.db")
        return Came("WENT THROUGH", "the packet is stored") if said is None else Came("refused", said)

    return forgery
