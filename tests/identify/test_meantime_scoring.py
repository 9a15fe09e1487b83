"""The yard-stick for names: MEANTIME's mentions against ours, on an invented document."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter

from evaluation.meantime import Marked, Ours, _head, _marked, _plain, cut_edges, rates
from evaluation.meantime import _is_same as is_same

WORDS = "the Orlan Energy chief Ada Brook met reporters in Port Amara , Verania".split()


def marked(first: int, last: int, kind: str, head: int) -> Marked:
    return Marked(range(first, last), head, kind, "name", True, "1", "X1")


def test_articles_and_possessive_endings_are_cut_off() -> None:
    assert cut_edges(range(3), WORDS) == range(1, 3)
    assert cut_edges(range(1), WORDS) == range(1)


def test_the_head_is_as_written_or_stands_before_what_follows_a_noun() -> None:
    assert _head(range(6), ["Ada", "Brook"], WORDS) == 5
    assert _head(range(9, 12), [], WORDS) == 10


def test_a_title_is_in_the_span_or_not() -> None:
    ours = Ours(range(4, 6), range(3, 6), "person", "e1")
    assert is_same(ours, marked(4, 6, "person", 5), "exact", WORDS)
    assert is_same(ours, marked(3, 6, "person", 5), "exact", WORDS)
    assert not is_same(ours, marked(0, 6, "person", 5), "exact", WORDS)
    assert is_same(ours, marked(0, 6, "person", 5), "head", WORDS)
    assert not is_same(ours, marked(4, 6, "organisation", 5), "exact", WORDS)
    assert is_same(ours, marked(4, 6, "organisation", 5), "spans", WORDS)


def test_mentions_know_their_entity_and_quotation_marks_are_plain() -> None:
    root = ElementTree.fromstring(
        '<Document><Markables><ENTITY_MENTION m_id="1" head="" syntactic_type="NAM"><token_anchor t_id="2"/></ENTITY_MENTION>'
        '<ENTITY_MENTION m_id="3" head="" syntactic_type="CONJ"><token_anchor t_id="1"/></ENTITY_MENTION>'
        '<ENTITY m_id="9" ent_type="ORG" instance_id="ORG1"/></Markables><Relations><REFERS_TO><source m_id="1"/>'
        '<target m_id="9"/></REFERS_TO></Relations></Document>'
    )
    found = list(_marked(root, {"1": 0, "2": 1}, ["the", "Orlan"]))
    assert [(m.words, m.kind, m.is_named, m.instance) for m in found] == [(range(1, 2), "organisation", True, "ORG1")]
    assert _plain(["``", "no", "''", '"', "so", '"']) == ["“", "no", "”", "“", "so", "”"]


def test_rates_are_per_cent() -> None:
    found = rates(Counter({"gold": 4, "ours": 2, "exact": 1}))
    assert (found["exact P"], found["exact R"]) == (50.0, 25.0)
