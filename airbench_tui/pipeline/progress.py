"""The progress of a run: how far it is, how fast it goes, and what it waits for.

Pure: the caller passes the time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class RunProgress:
    """The progress of a run, which can be read at any time. Times are seconds of the monotonic clock.

    ``busy`` is the time with a request in flight, up to ``busy_since``, the start of the current such period:
    neither a pause nor a server's Retry-After counts. The first of the ``waiting`` jobs continues at
    ``wakes_at``, the last by ``all_awake_at``.
    """

    total: int = 0
    to_judge: int = 0
    asked: int = 0
    asking_failed: int = 0
    judged: int = 0
    judging_failed: int = 0
    retries: int = 0
    waiting: int = 0
    in_flight: int = 0
    paused: bool = False
    last_error: str = ""
    busy: float = 0.0
    busy_since: float | None = None
    wakes_at: float = 0.0
    all_awake_at: float = 0.0

    @property
    def done(self) -> int:
        """Return the number of jobs that have ended."""
        return self.asked + self.asking_failed + self.judged + self.judging_failed

    @property
    def held_up(self) -> bool:
        """Tell whether all remaining jobs wait, because a server asked for it or after a failure."""
        return bool(self.waiting) and not self.in_flight and not self.paused

    def jobs(self, *, judged: bool) -> int:
        """Return the number of all jobs; each answer to come counts twice if it is to be *judged*."""
        to_come = self.total - self.asked - self.asking_failed
        return self.total + self.to_judge + (to_come if judged else 0)

    def sent(self, now: float) -> None:
        """Count one more request in flight."""
        if not self.in_flight:
            self.busy_since = now
        self.in_flight += 1

    def returned(self, now: float) -> None:
        """Count one request fewer in flight."""
        self.in_flight -= 1
        if not self.in_flight:
            self._idle(now)

    def stopped(self, now: float) -> None:
        """Record that the run has stopped: nothing is in flight and nothing waits."""
        self.in_flight = self.waiting = 0
        self._idle(now)

    def _idle(self, now: float) -> None:
        if self.busy_since is not None:
            self.busy += now - self.busy_since
            self.busy_since = None

    def rate(self, now: float) -> float:
        """Return the number of jobs that ended per second of work."""
        busy = self.busy + (now - self.busy_since if self.busy_since is not None else 0.0)
        return self.done / busy if busy > 0 else 0.0

    def seconds_left(self, now: float, *, judged: bool) -> float | None:
        """Estimate the seconds until the end, waits included; None while nothing is known."""
        rate = self.rate(now)
        if not rate:
            return None
        return max((self.jobs(judged=judged) - self.done) / rate, self.wait(now, self.all_awake_at))

    def wait(self, now: float, until: float | None = None) -> float:
        """Return the seconds until the first waiting job continues, or until *until*; 0 if no job waits."""
        return max(0.0, (self.wakes_at if until is None else until) - now) if self.waiting else 0.0

    def waiting_words(self, now: float) -> str:
        """Say how many jobs wait and how long; empty if none does."""
        if not self.waiting:
            return ""
        return f"{self.waiting:,} waiting, the next for {span(self.wait(now))}"


def span(seconds: float) -> str:
    """Format a duration in words: "40 s", "3 min 20 s", "12 min"."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 600 else f"{seconds / 60:.0f} min"
