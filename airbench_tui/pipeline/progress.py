"""How far a run is, how fast it goes, and what it waits for. Pure: whoever shows it brings the clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class RunProgress:
    """How far a run is; read it at any time. Times are seconds of the monotonic clock.

    ``busy`` are the seconds with a request in flight before ``busy_since``, from when on there is one again:
    neither a pause nor a server's Retry-After counts. The first of the ``waiting`` jobs goes on at ``wakes_at``,
    the last by ``all_awake_at``.
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
        """Jobs that have ended."""
        return self.asked + self.asking_failed + self.judged + self.judging_failed

    @property
    def held_up(self) -> bool:
        """Whether all that is left waits, as a server asked or after a failure."""
        return bool(self.waiting) and not self.in_flight and not self.paused

    def jobs(self, *, judged: bool) -> int:
        """All jobs there will be, each answer to come counted twice where it is to be *judged*."""
        to_come = self.total - self.asked - self.asking_failed
        return self.total + self.to_judge + (to_come if judged else 0)

    def sent(self, now: float) -> None:
        """One more request is in flight."""
        if not self.in_flight:
            self.busy_since = now
        self.in_flight += 1

    def returned(self, now: float) -> None:
        """One request less is in flight."""
        self.in_flight -= 1
        if not self.in_flight:
            self._idle(now)

    def stopped(self, now: float) -> None:
        """Nothing is in flight, and nothing waits: it was given up."""
        self.in_flight = self.waiting = 0
        self._idle(now)

    def _idle(self, now: float) -> None:
        if self.busy_since is not None:
            self.busy += now - self.busy_since
            self.busy_since = None

    def rate(self, now: float) -> float:
        """Jobs ended in a second of work."""
        busy = self.busy + (now - self.busy_since if self.busy_since is not None else 0.0)
        return self.done / busy if busy > 0 else 0.0

    def seconds_left(self, now: float, *, judged: bool) -> float | None:
        """How long the rest may take, waits included; None where nothing is known yet."""
        rate = self.rate(now)
        if not rate:
            return None
        return max((self.jobs(judged=judged) - self.done) / rate, self.wait(now, self.all_awake_at))

    def wait(self, now: float, until: float | None = None) -> float:
        """Seconds until the first waiting job goes on, or *until*; 0 where none waits."""
        return max(0.0, (self.wakes_at if until is None else until) - now) if self.waiting else 0.0

    def waiting_words(self, now: float) -> str:
        """What waits and how long; empty where nothing does."""
        if not self.waiting:
            return ""
        return f"{self.waiting:,} waiting, the next for {span(self.wait(now))}"


def span(seconds: float) -> str:
    """A length of time in words: "40 s", "3 min 20 s", "12 min"."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 600 else f"{seconds / 60:.0f} min"
