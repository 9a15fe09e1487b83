"""The comparison with other extractors: the row of marks alone, and what is asked of a peer and understood of it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from evaluation import peers
from evaluation.peer_textacy import answers, as_found, raw_places
from evaluation.peers import PeerFailed, ask, every_quotation, paragraphs, peer_row, scored, table

from onrecord.evaluate.polnear import Article, Attribution

TEXT = 'Lund said: “The dam will hold.” Nobody was hurt.\n\nThe mill "may close", he added.\n'


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def letters(words: str) -> frozenset[int]:
    return frozenset(n for n in range(*place(words)) if TEXT[n].isalnum())


LUND = Attribution(letters("Lund"), letters("said"), letters("The dam will hold"))
ARTICLE = Article("mill", TEXT, (LUND,))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“The dam will hold,” said Lund. “It must.”", ["The dam will hold,", "It must."]),
        ('The "old" mill', ["old"]),
        ("Lund said ''it must'' and left", ["it must"]),
        # a quotation that goes on in the next paragraph is closed only there
        ("“The dam will hold.\n“It must.”", ["The dam will hold.", "It must."]),
        # marks of one paragraph never pair with those of another
        ('A 5" pipe\nThe "old" mill', [" pipe", "old"]),
        ("the mill's owner, the Lunds' friend", []),
        ("“ ” and “—”", []),
    ],
)
def test_every_quotation(text: str, quoted: list[str]) -> None:
    expected = ["".join(c for c in words if c.isalnum()) for words in quoted]
    found = list(every_quotation(text))
    assert ["".join(text[n] for n in sorted(one.content)) for one in found] == expected
    assert not any(one.source or one.cue for one in found)


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    assert [TEXT[slice(*span)] for span in paragraphs(TEXT + " \n")] == TEXT.strip().split("\n\n")


@dataclass(frozen=True)
class Token:
    """As much of a spaCy token as is asked for."""

    idx: int
    text: str

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True)
class Triple:
    speaker: list[Token]
    cue: list[Token]
    content: list[Token]


def test_tokens_become_places_in_the_raw_text() -> None:
    prepared = 'The Lunds\'x dam "will hold" , said Lund'
    raw = 'The Lunds\' dam "will hold", said Lund'
    triple = Triple(
        [Token(prepared.index("Lund", 20), "Lund")],
        [Token(prepared.index("said"), "said")],
        [Token(prepared.index('"will'), '"'), Token(prepared.index("hold"), "hold"), Token(prepared.index('" ,'), '"')],
    )
    found = as_found(triple, raw_places(raw, prepared))
    (start, end), (cue,), (content,) = found["source"], found["cue"], found["content"]
    assert raw[start:end] == "Lund"
    assert raw[slice(*cue)].strip() == "said"
    assert raw[slice(*content)].strip(' ",') == "will hold"


def test_the_places_of_a_text_left_alone_are_its_own() -> None:
    assert all(at == n for n, at in enumerate(raw_places("abc", "abc")))
    assert raw_places("", "") == [0]


def test_a_peer_answers_each_article() -> None:
    found = [{"source": place("Lund"), "cue": [place("said")], "content": [place("The dam will hold.")]}]
    lines = iter([peers.as_question(ARTICLE)])
    (answer,) = answers(lines, lambda text, pieces: (found, len(pieces)))
    assert (answer["name"], answer["refused"]) == ("mill", 2)
    (understood,) = peers.as_answers([json.dumps(answer)], [ARTICLE])
    assert understood.found == (LUND,)


def test_an_open_source_and_a_content_in_pieces() -> None:
    found = {"source": None, "cue": [], "content": [place("The dam"), place("may close")]}
    assert peers.as_attribution(found, TEXT) == Attribution(
        frozenset(), frozenset(), letters("The dam") | letters("may close")
    )


PEER = """
import json, sys
print(json.dumps({"versions": {"echo": "1.0"}}))
for line in sys.stdin:
    article = json.loads(line)
    found = [{"source": None, "cue": [], "content": [span]} for span in article["paragraphs"]]
    print(json.dumps({"name": article["name"], "found": found, "refused": 1, "seconds": 2, "cpu": 1}))
"""


def test_a_peer_is_run_by_its_own_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "peer.py"
    script.write_text(PEER, encoding="utf-8")
    monkeypatch.setattr(peers, "SCRIPT", script)
    row = peer_row("paragraphs", [ARTICLE], python=Path(sys.executable), model="none")
    assert row.score.found == 2
    assert row.note == "would not read 1 of 2 paragraphs (echo 1.0)"
    script.write_text("raise ValueError('no such model')", encoding="utf-8")
    with pytest.raises(PeerFailed, match="no such model"):
        ask("paragraphs", [ARTICLE], python=Path(sys.executable), model="none")
    with pytest.raises(PeerFailed):
        ask("paragraphs", [ARTICLE], python=tmp_path / "no python", model="none")


def test_the_table_holds_a_row_for_each_system() -> None:
    rows = [scored("marks", [ARTICLE], peers.timed(lambda article: list(every_quotation(article.text)), [ARTICLE]))]
    plain, marked = (table(rows, markdown=markdown).split("\n") for markdown in (False, True))
    assert [len(plain), len(marked)] == [2, 3]
    assert len({len(line) for line in plain}) == 1
    assert {line.count("|") for line in marked} == {len(peers.COLUMNS) + 2}
    assert plain[1].split()[:5] == ["marks", "2", "50.0", "100.0", "66.7"]
    assert [line.split(" | ")[1] for line in marked] == ["found", "---:", "2"]
