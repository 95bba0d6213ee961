"""The limit on requests in flight at one server. Pure.

It grows while the server answers and shrinks when the server is overloaded.
"""

from __future__ import annotations


class AdaptiveLimit:
    """A limit between one and *most* requests in flight: additive increase, multiplicative decrease.

    A burst of refusals of requests that were all sent before the first refusal counts as one: the limit is
    cut at most once per limit's worth of requests.
    """

    def __init__(self, most: int) -> None:
        if most < 1:
            raise ValueError("at least one request at a time")
        self.most = most
        self._limit = float(most)
        self.in_flight = 0
        self._since_cut = most

    @property
    def limit(self) -> int:
        """Return the number of requests allowed in flight now."""
        return max(1, int(self._limit))

    @property
    def free(self) -> bool:
        """Tell whether one more request may be sent."""
        return self.in_flight < self.limit

    def sent(self) -> None:
        """Count a request that was sent."""
        self.in_flight += 1
        self._since_cut += 1

    def answered(self) -> None:
        """Count a request that was answered, and raise the limit."""
        self.in_flight -= 1
        self._limit = min(self.most, self._limit + 1 / self._limit)

    def refused(self) -> None:
        """Count a request that was refused because of overload, and lower the limit."""
        self.in_flight -= 1
        if self._since_cut >= self.limit:
            self._limit = max(1.0, self._limit * 0.7)
            self._since_cut = 0

    def failed(self) -> None:
        """Count a request that failed for another reason."""
        self.in_flight -= 1
