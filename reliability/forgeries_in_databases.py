"""Forged databases: bob's copy before it is merged, and the lead's own file, changed by SQL.

Whoever can write to a file can also put the guards back afterwards, and build the trail again as a whole. Each forgery
gets a world of its own, and returns what became of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.writers import heads_file
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.store import identity
from airbench_tui.store.database import open_database
from reliability.forged_world import World
from reliability.forgeries_in_files import PAST, Came, Forgery, marked

_UID = "f" * 32  # of a review that was inserted
BOBS = "auditor = (SELECT id FROM auditors WHERE folded = 'bob')"
ANNS = "auditor = (SELECT id FROM auditors WHERE folded = 'ann')"


def insert(auditor: str, kind: str = "verdict", at: str = PAST, withdraws: str = "NULL") -> str:
    """Return SQL that inserts a blind verdict of *auditor* on an answer, or a withdrawal."""
    score = "1" if kind == "verdict" else "NULL"
    return (
        "INSERT INTO reviews(uid, kind, withdraws, response, auditor, judgment, score, blind, exposed, origin,"
        f" made_at) SELECT '{_UID}', '{kind}', {withdraws}, r.id, a.id, r.judgment, {score}, 1, 0, 'browse', '{at}'"
        f" FROM responses r, auditors a WHERE a.folded = '{auditor}' ORDER BY r.id LIMIT 1"
    )


# -- databases to be merged -------------------------------------------------------------------------


def merged(*statements: str, rebuild: bool = False, with_anns: bool = False) -> Forgery:
    """Return the forgery that changes bob's database, which is merged then.

    With *rebuild* its trail is built again as a whole. With *with_anns* bob merged the lead's database before, so that
    his has ann's reviews, too.
    """

    def forgery(world: World) -> Came:
        if with_anns:
            world.merge(back=True)
        world.edit(*statements, path=world.bob, rebuild=rebuild)
        return merge(world)

    return forgery


def merge(world: World) -> Came:
    """Merge bob's database, and tell what became of it."""
    before = world.counted()
    done = world.merge()
    words = " ".join(done.conflicts)
    of_others = [one for one in world.counted() if one["folded"] != "bob"]
    if of_others != [one for one in before if one["folded"] != "bob"]:
        return Came("WENT THROUGH", f"other verdicts of ann's count now: {words}")
    if faults := world.audit():
        return Came("WENT THROUGH", f"the lead's database is at fault now: {faults[0]}")
    if world.unproven():
        return marked(world, words, "ann")
    return Came("refused", words) if words else Came("WENT THROUGH", "and nothing was said")


def other_verdict_under_an_id(world: World) -> Came:
    """Give a review of bob's the id of one of ann's."""
    (hers,) = world.ask(f"SELECT uid FROM reviews WHERE {ANNS} ORDER BY id LIMIT 1")
    world.edit(f"UPDATE reviews SET uid = '{hers['uid']}' WHERE id = 1", path=world.bob, rebuild=True)
    return merge(world)


def rebuilt_in_a_copy(world: World) -> Came:
    """Change ann's verdict in bob's copy and build her chain again; her own database never comes, only her head."""
    world.merge(back=True)
    world.edit(f"UPDATE reviews SET score = 1 - score WHERE {ANNS}", path=world.bob, rebuild=True)
    world.bob.replace(world.lead)
    return found(world.audit_with("ann.csv.heads"))


# -- the lead's own file ----------------------------------------------------------------------------


def found(faults: Sequence[str]) -> Came:
    """Tell whether the audit found something."""
    return Came("found", faults[0]) if faults else Came("WENT THROUGH", "the audit finds nothing")


def edited(*statements: str) -> Forgery:
    """Return the forgery that changes the lead's database and puts the guards back."""

    def forgery(world: World) -> Came:
        world.edit(*statements)
        return found(world.audit())

    return forgery


def rebuilt_chain(world: World) -> Came:
    """Change ann's verdicts and build the trail again. It is sound in itself, and only the signed head finds it."""
    world.edit(f"UPDATE reviews SET score = 1 - score WHERE {ANNS}", rebuild=True)
    if faults := world.audit():
        return Came("WENT THROUGH", f"the forgery is no good: {faults[0]}")
    return found(world.audit_with("ann.csv.heads"))


def opened(*statements: str) -> Forgery:
    """Return the forgery that changes the schema of the lead's database. It must not be opened for writing."""

    def forgery(world: World) -> Came:
        world.edit(*statements)
        try:
            open_database(world.lead).close()
        except AirbenchError as error:
            return Came("refused", str(error))
        return Came("WENT THROUGH", "the database is opened for writing")

    return forgery


def without_guards(world: World) -> Came:
    """Drop the triggers that refuse changes of reviews, and leave them out."""
    with closing(sqlite3.connect(world.lead)) as connection:
        connection.executescript("DROP TRIGGER reviews_never_change; DROP TRIGGER reviews_never_go")
    return opened()(world)


def with_its_id(table: str) -> Forgery:
    """Return the forgery that changes a reviewed answer, or the judge's reason for it, together with the id."""

    def forgery(world: World) -> Came:
        (row,) = world.ask(
            "SELECT c.idx, p.text AS prompt, r.target, r.repeat, r.uid, j.judge, j.judge_snapshot, j.status,"
            " j.raw_score, j.raw_text FROM responses r JOIN categories c ON c.key = r.category"
            " JOIN prompts p ON p.id = r.prompt JOIN judgments j ON j.id = r.judgment WHERE r.id = 1"
        )
        if table == "responses":
            uid = identity.response_uid(row["idx"], row["prompt"], row["target"], "Yes.", row["repeat"])
            world.edit(f"UPDATE responses SET text = 'Yes.', uid = '{uid}' WHERE id = 1")
        else:
            uid = identity.judgment_uid(
                row["uid"], row["judge"], row["judge_snapshot"], row["status"], row["raw_score"], "So.",
                row["raw_text"], None,
            )  # fmt: skip
            world.edit(
                f"UPDATE judgments SET reason = 'So.', uid = '{uid}' WHERE id ="
                " (SELECT judgment FROM responses WHERE id = 1)"
            )
        words = [words for words in world.audit() if words.startswith("review ")]
        return found(words)

    return forgery


def raised_evidence(world: World) -> Came:
    """Give a review that came without evidence the evidence that it is ann's own."""
    world.bring([{**world.reviewed()[0], "note": "x"}])
    world.edit("UPDATE reviews SET evidence = 'own' WHERE evidence = 'none'")
    return found(world.audit())


def cut_end(world: World) -> Came:
    """Cut the end of ann's chain, with the review and its link, and move the head back."""
    last = f"SELECT max(id) FROM reviews WHERE {ANNS}"
    world.edit(
        f"UPDATE trail_heads SET link = (SELECT previous FROM trail WHERE review = ({last})), position = position - 1"
        f" WHERE {ANNS}",
        f"DELETE FROM trail WHERE review = ({last})",
        f"DELETE FROM review_states WHERE review = ({last})",
        f"DELETE FROM reviews WHERE id = ({last})",
    )
    return found([line for line in world.audit_with("ann.csv.heads") if line.startswith("head ")])


def erased(world: World) -> Came:
    """Erase every trace of ann's reviews."""
    world.edit(
        *(f"DELETE FROM {table}" for table in ("trail", "trail_heads", "review_states")),
        f"DELETE FROM reviews WHERE {ANNS}",
        f"DELETE FROM exposures WHERE {ANNS}",
    )
    return found([line for line in world.audit_with("ann.csv.heads") if line.startswith("head ")])


# -- the kept heads ---------------------------------------------------------------------------------


def _rebuilt_heads(world: World) -> Output:
    """Rebuild the chains around a changed verdict, and write the heads that fit beside ``ann.csv``."""
    world.edit(f"UPDATE reviews SET score = 1 - score WHERE {ANNS}", rebuild=True)
    output = Output(str(world.folder / "ann.csv"), Kept(), replace=True)
    signature = (world.folder / "ann.csv.heads.sig").read_bytes()
    with open_database(world.lead) as opened_:
        heads = heads_file.write(opened_.connection, output, "ann")
    assert heads is not None
    (world.folder / "ann.csv.heads.sig").write_bytes(signature)
    return heads


def exchanged_heads(world: World) -> Came:
    """Exchange the kept heads for those of a rebuilt chain, under the old signature."""
    _rebuilt_heads(world)
    return found(world.audit_with("ann.csv.heads", "signers"))


def signed_by_another(world: World) -> Came:
    """Exchange the kept heads, and sign them with bob's key."""
    heads = _rebuilt_heads(world)
    (world.folder / "ann.csv.heads.sig").unlink()
    heads_file.sign(heads, str(world.folder / "key-of-bob"))
    return found(world.audit_with("ann.csv.heads", "signers"))


def without_a_signature(world: World) -> Came:
    _rebuilt_heads(world)
    (world.folder / "ann.csv.heads.sig").unlink()
    return found(world.audit_with("ann.csv.heads", "signers"))


def changed_export(world: World) -> Came:
    """Change the exported CSV beside its signed heads."""
    path = world.folder / "ann.csv"
    path.write_text(path.read_text("utf-8").replace('"by hand"', '"by foot"'), "utf-8")
    return found(world.audit_with("ann.csv.heads", "signers"))
