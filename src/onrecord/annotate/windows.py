"""What the encoder is told of a word's place, and where a story is cut into windows for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.model import Span, Story

MARKS = frozenset('"“”„«»') | {"``", "''"}
OPENING = frozenset("“„«") | {"``"}


def word_places(story: Story, sentences: Sequence[Sequence[Span]]) -> list[list[int]]:
    """The id in `PLACES` of each word of each sentence."""
    quoted = sorted(span for quotation in story.quotations if quotation.depth == 0 for span in quotation.spans)
    found: list[list[int]] = []
    place, paragraph = 0, -1
    for sentence, words in zip(story.sentences, sentences, strict=True):
        first = bool(words) and sentence.paragraph != paragraph
        paragraph = sentence.paragraph if words else paragraph
        found.append([])
        for number, span in enumerate(words):
            while place < len(quoted) and quoted[place].end <= span.start:
                place += 1
            inside = place < len(quoted) and quoted[place].start <= span.start
            found[-1].append(inside + 2 * (first and number == 0))
    return found


def marked_places(words: Iterable[str], *, open_before: bool = False) -> tuple[list[int], bool]:
    """Ids in `PLACES` by the quotation marks among the words alone, and whether a quotation is open behind them."""
    places: list[int] = []
    inside = open_before
    for word in words:
        if word in MARKS:
            inside = word in OPENING or (word == '"' and not inside)
            places.append(0)
        else:
            places.append(int(inside))
    return places, inside


def next_cut(lengths: Sequence[int], first: Sequence[bool], inside: Sequence[bool], start: int, limit: int) -> int:
    """Where the window that begins with sentence `start` ends (exclusive), at most `limit` pieces long.

    `first[i]` says that sentence i begins a paragraph and `inside[i]` that a quotation is open there. Of the places
    in the second half of the window the best is taken, and of equals the last: before a paragraph outside marks,
    before a paragraph, before a sentence outside marks, before any sentence.
    """
    size, end = lengths[start], start + 1
    sizes = [size]
    while end < len(lengths) and size + lengths[end] <= limit:
        size += lengths[end]
        sizes.append(size)
        end += 1
    if end == len(lengths):
        return end
    candidates = [place for place in range(start + 1, end + 1) if sizes[place - start - 1] * 2 >= size]
    return max(candidates, key=lambda place: (first[place] - 0.25 * inside[place], place))
