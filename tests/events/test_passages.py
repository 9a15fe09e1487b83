"""Our own event passages: the markup, and that every one reads."""

from __future__ import annotations

import pytest
from training.event_passages import read_passage, read_passages

TWO = (
    "[a1 Police] [p1 in Lyon] [e1:COERCE/arrest=actual arrested] [r1 [n1:arrested nine students]], "
    "[a2 the union] said [e2:PROTEST/strike=planned would strike]."
)


def test_events_have_a_label_and_parties() -> None:
    passage = read_passage("x", TWO)
    arrest, strike = passage.events
    assert (arrest.event_type, arrest.mode, arrest.status) == ("COERCE", "arrest", "actual")
    assert passage.text[slice(*arrest.amounts[0][1])] == "nine students"
    assert "".join(passage.text[n] for n in sorted(strike.letters("a"))) == "the union"


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("[a1 Police] left", "no trigger"),
        ("They [e1:COERCE/arrest=actual arrested] him", "no party"),
        ("[a1 Police] [e1:COERCE/demo=actual arrested]", "no such mode"),
        ("[a1 Police] [e1:FIGHT=actual fought]", "no type"),
        ("[a1 Police] [e1:ASSAULT=said shot]", "no type and status"),
        ("[a1 Police] [e1:ASSAULT=actual shot] [n1:dead two]", "no kind of amount"),
        ("[a1:x Police] [e1:ASSAULT=actual shot]", "has a label"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(block: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"p-7 .*{why}"):
        read_passage("p-7", block)


def test_every_passage_reads_and_no_text_stands_there_twice() -> None:
    texts = [passage.text for passage in read_passages()]
    assert len(texts) > 1400
    assert len(set(texts)) == len(texts)
