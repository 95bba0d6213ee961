"""Notes, codes and reasons of "cannot judge" in Review, and their drafts."""

from __future__ import annotations

from textual.content import Content

from airbench_tui.benchmark import taxonomy
from airbench_tui.reviewing.sessions import PacketSession
from airbench_tui.store.reading.reads import Item
from airbench_tui.store.reviewing import drafts
from airbench_tui.text import one_line
from airbench_tui.tui.outbox import not_saved
from airbench_tui.tui.review.entry_screen import EntryScreen
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.dialogs.note_dialog import NoteDialog, Written


class NotedScreen(EntryScreen):
    """Asks for what an auditor writes on an entry, and stores it."""

    async def action_note(self) -> None:
        """Ask for a note, with the codes below it.

        On a decided response they are stored at once, else with the verdict.
        """
        await self._write(at_codes=False)

    async def action_codes(self) -> None:
        """Ask for codes, in the same dialog as a note."""
        await self._write(at_codes=True)

    async def _write(self, *, at_codes: bool) -> None:
        item = self._item
        if item is None or self._veiled:
            return
        note, codes = self._own
        dialog = NoteDialog(
            self.desk,
            "note",
            note,
            codes,
            title=f"Note on {item.category}",
            asks="What should others know of this?",
            about=self._about_words(item),
            at_codes=at_codes,
        )
        await self.app.push_screen(dialog, self._noted)

    def _about_words(self, item: Item) -> Content:
        """Describe the item in a line: the judge's score, unless it is hidden, the auditor's, and the category."""
        parts: list[str | tuple[str, str]] = []
        if self._revealed and item.judgment is not None:
            parts += [("◆ judge ", "$judge"), _chip(item.judgment.score, item.judgment.status), "  "]
        if self._standing is not None and self._standing.score is not None:
            parts += [("● you ", "$mine"), _chip(self._standing.score), "  "]
        name = taxonomy.categories()[item.category].l4_name
        return Content.assemble(*parts, (one_line(name, 60), "$muted"))

    async def _noted(self, written: Written | None) -> None:
        if written is None:
            self._nothing_changed()
        elif written.draft:
            await self._keep_draft(written)
        else:
            await self._annotate(written.text, written.codes)

    async def _annotate(self, note: str, codes: tuple[str, ...]) -> None:
        """Store a note and codes with the standing verdict, or keep them for the next one."""
        standing, had = self._standing, self._own
        decided = standing is not None and standing.score is not None and self._decided
        changed = self._changed(note, codes)
        if not changed or ((note, set(codes)) == (had[0], set(had[1])) and not decided):
            self._nothing_changed()
            return
        if decided:
            assert standing is not None and standing.score is not None
            stored = await self._store(standing.score, (note, codes))
            said = self._unsaved() if stored is None else f"{changed} saved"
            await self._read()
        else:
            said = await self._save_draft(note, codes) or f"{changed} kept, saved with your verdict"
        self._show_own(said)

    def _changed(self, note: str, codes: tuple[str, ...]) -> str:
        """Say which of note and codes differ from what the standing verdict has, or was kept for the next one."""
        standing = self._standing if self._decided else None
        had = self._draft if standing is None else (standing.note, standing.codes)
        differ = {"note": note != had[0], "codes": set(codes) != set(had[1])}
        return " and ".join(name for name, changed in differ.items() if changed)

    async def _keep_draft(self, written: Written) -> None:
        """Keep what was written in a dialog that was left with Esc."""
        unsaved = await self._save_draft(written.text, written.codes)
        if self._decided:
            self._nothing_changed()
            said = unsaved or f"draft kept, not saved: {self.key('review.note')} opens it again"
        else:
            said = (
                unsaved or f"draft kept, saved with your verdict · {self.key('review.note')} opens it again"
            )
        self._show_own(said)

    def _show_own(self, said: str) -> None:
        self._said = said
        self._draw_verdicts()

    async def _save_draft(self, note: str, codes: tuple[str, ...]) -> str:
        """Store a draft. Return "", or words if the database does not take it for now; it is then stored later."""
        item = self._item
        assert item is not None
        if self._decided and not self._changed(note, codes):
            note, codes = "", ()  # the verdict has them
        words = f"draft of a note on {item.category}"
        outgoing = self.desk.outbox.put(words, None, drafts.save, self.desk.auditor, item.id, note, codes)
        stored = await outgoing.stored()
        self._unchanged = self._entry, "no verdict was given here: there is none to withdraw"
        await self._read()
        self._draft = note, codes  # also where it is not stored yet
        return "" if stored else not_saved(words)

    async def action_cannot_judge(self) -> None:
        """Answer "cannot judge" in a packet, after asking for the reason."""
        if self._item is None or self._veiled:
            return
        if self._decided:
            self._say("This place has its first verdict, which cannot be replaced")
            return
        begun = await self.desk.unfinished(self._cannot_about)
        dialog = NoteDialog(
            self.desk,
            "cannot-judge",
            begun or self._own[0] or self._cannot or "",
            title=f"Cannot judge {self._item.category}",
            asks="What is missing to decide on this?",
        )
        await self.app.push_screen(dialog, self._answered)

    @property
    def _cannot_about(self) -> str:
        """Return what an unfinished reason of "cannot judge" is kept under."""
        assert self._item is not None
        return f"cannot-judge {self._item.uid}"

    async def _answered(self, written: Written | None) -> None:
        session = self.session
        if not isinstance(session, PacketSession) or self._item is None:
            return
        reason, about = "" if written is None else written.text, self._cannot_about
        if written is None or written.draft or not reason:
            kept = ""
            if written is not None:
                await self.desk.keep_unfinished(about, reason).stored()
                kept = f" · draft kept: {self.key('review.cannot_judge')} opens it again" if reason else ""
            self._nothing_changed()
            self._say(f"Nothing stored: cannot judge needs a reason{kept}")
        elif self._cannot is not None and (reason, self._draft[1]) == (self._cannot, ()):
            self._nothing_changed()
            await self._advance("kept your “cannot judge”", stored=False)
        else:
            words = f"cannot judge {self._item.category}"
            stored = await self._stored(words, session.cannot_judge, reason, self._own[1])
            await self.desk.keep_unfinished(about, "").stored()
            undo = self.key("review.undo")
            said = f"{words}, with your reason · {undo} undoes" if stored else self._unsaved()
            await self._advance(said, stored=stored)


def _chip(score: float | None, status: str = "judged") -> tuple[str, str]:
    """Return a score and its word on a ground of its colour."""
    words = f" {present.score_words(score, status)} "
    return (words, "$muted") if score is None else (words, f"bold $on-fill on ${present.SCORE_WORD[score]}")
