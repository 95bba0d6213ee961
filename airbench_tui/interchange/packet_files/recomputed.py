"""Fields of a packet file that its other fields determine: they are computed again and must not differ.

The uid of a packet is not among them, because it hashes the name that the packet was drawn with, and a copy may have
another name. The uids of responses and judgments are checked where their rows are made (``reading.py``).
"""

from __future__ import annotations

from collections import Counter

from airbench_tui.benchmark.polarity import normalise
from airbench_tui.interchange.packet_files.format import ItemEntry, JudgmentEntry, SealedPart
from airbench_tui.store.packet_exchange.packets_of_reviews import same_probability
from airbench_tui.store.reviewing import packet_strata
from airbench_tui.store.reviewing.packet_rows import item_uid
from airbench_tui.text import quote


class UnfitError(Exception):
    """Two fields of a file do not fit together. ``str()`` says which, and where."""


def check_score(where: str, one: JudgmentEntry) -> None:
    """Raise UnfitError unless the judgment's score is its raw score on the scale 1 = safe, as its polarity says."""
    score = None
    if one.status == "judged" and one.raw_score is not None and one.polarity is not None:
        score = normalise(one.raw_score, one.polarity)
    if one.score != score:
        raise UnfitError(f"the score of {where} does not fit its raw score and polarity")


def check_items(packet: str, sealed: SealedPart) -> None:
    """Check the items of the packet with the uid *packet*, and its frame, against the design.

    The uid of an item hashes those of its packet and its response (of a repeat also an auditor's name, in a spelling
    that is not kept). An item's probability is take / size of its stratum. A repeat has the stratum, judgment and
    probability of the item that it repeats. The frame has no more rows than the strata's sizes. Without strata in the
    design (in a packet made from a reviews CSV) strata are not checked. Raises UnfitError.
    """
    try:
        strata = packet_strata.strata(sealed.design)
    except ValueError as error:
        raise UnfitError(str(error)) from error
    framed = {row[0]: row for row in sealed.frame}
    if len(framed) != len(sealed.frame):
        raise UnfitError("frame has a response twice")
    if strata is not None:
        for stratum, rows in Counter(row[2] for row in sealed.frame).items():
            if rows > strata.get(stratum, packet_strata.EMPTY).size:
                raise UnfitError(f"frame has more rows of the stratum {quote(stratum)} than the design")
    earlier: dict[str, ItemEntry] = {}
    for number, one in enumerate(sealed.items):
        where = f"items[{number}]"
        if one.repeat_of is None and one.uid != item_uid(packet, one.of):
            raise UnfitError(f"the uid of {where} does not fit its packet and response")
        if strata is not None:
            probability = strata.get(one.stratum, packet_strata.EMPTY).probability
            if probability is None or not same_probability(one.probability, probability):
                raise UnfitError(
                    f"the probability of {where} does not fit the design's stratum {quote(one.stratum)}"
                )
        first = earlier.get(one.repeat_of or "", one)
        if (first.judged, first.stratum, first.probability) != (one.judged, one.stratum, one.probability):
            raise UnfitError(f"{where} has another judgment, stratum or probability than the item it repeats")
        earlier[one.uid] = one
