"""What the encoder read is looked up by its words: a line of megabytes has very many attributions."""

from __future__ import annotations

import time

from onrecord.attribute.merging import _by_cue, _placed_at
from onrecord.attribute.tagging import Tagged


def tagged(cue: int) -> Tagged:
    return Tagged((cue,) if cue >= 0 else (), (), (cue + 1, cue + 2), (1.0, 1.0, 1.0))


def test_found_by_word_in_the_order_of_reading() -> None:
    read = [tagged(9), tagged(-1), tagged(3), tagged(40), tagged(9)]
    assert _placed_at(_by_cue(read), {3, 9, 12}) == [read[0], read[2], read[4]]


def test_a_long_line_costs_what_is_near() -> None:
    read = [tagged(number * 4) for number in range(50_000)]
    start = time.process_time()
    by_cue = _by_cue(read)
    found = [_placed_at(by_cue, one.content) for one in read]
    assert not any(found)
    assert time.process_time() - start < 5
