"""The words around the texts of Review: what is reviewed, and how far."""

from __future__ import annotations

from airbench_tui.reviewing import progress
from airbench_tui.reviewing.progress import WorkDone
from airbench_tui.reviewing.queue import ReviewQueue
from airbench_tui.reviewing.sessions import PacketSession, ReviewSession
from airbench_tui.text import one_line
from airbench_tui.tui.shared.reading.excerpt import Piece
from airbench_tui.tui.shared.reading.progress_row import Part


def session_words(session: ReviewSession, *, blind: bool) -> tuple[Piece, ...]:
    """Return words for what is reviewed: blind or not, and the packet or the queue."""
    words: list[Piece] = [("blind", "bold $mine")] if blind else []
    if session.name:
        in_packet = "packet " if isinstance(session, PacketSession) else ""
        words.append((f"{in_packet}{one_line(session.name, 30)}", "$fg"))
    return tuple(words)


def progress_parts(queue: ReviewQueue, done: WorkDone | None, unsaved: int) -> list[Part]:
    """Return the figures of the row of progress, the most important first. *done* is None while it is not counted."""
    parts: list[Part] = [(f"{unsaved:,} NOT SAVED", "unsafe*")] if unsaved else []
    parts.append((f"no. {queue.position + 1:,} of {len(queue):,}", "muted"))
    if done is not None:
        decided, *others = progress.figures(done)
        parts += [(decided, "fg*"), *((words, "muted") for words in others)]
    return parts
