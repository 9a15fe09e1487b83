"""What other quotation extractors find, for `evaluation.peers`: `PYTHON evaluation/peer_textacy.py WAY MODEL`.

Run by a python that has them, never by the project's own, so nothing of the project is imported. Stdin: JSON lines
`{name, text, paragraphs: [[start, end], ...]}`. Stdout: a line `{versions: {package: version}}`, then for each article
`{name, found, refused, seconds, cpu}`, where `found` holds `{source: [start, end] | null, cue: [[start, end], ...],
content: [[start, end], ...]}`, all places are half-open and in the text given, and `refused` counts the paragraphs, or
the article, that the extractor would not read. Loading the model is not timed.

Ways: `paragraphs` and `document` are `textacy.extract.direct_quotations` on each paragraph and on the whole text;
`sayswho` is the quotation finder of sayswho, a fork of textacy's, on the whole text prepared as sayswho prepares it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

Span = tuple[int, int]
Found = dict[str, Any]
Read = Callable[[str, Sequence[Span]], tuple[list[Found], int]]


def textacy_reader(model: str, *, whole: bool) -> Read:
    """Reads with textacy, which raises ValueError where the marks do not pair up."""
    import spacy
    from textacy.extract import direct_quotations  # type: ignore[import-not-found]

    parse = spacy.load(model)

    def read(text: str, paragraphs: Sequence[Span]) -> tuple[list[Found], int]:
        found: list[Found] = []
        refused = 0
        for start, end in [(0, len(text))] if whole else paragraphs:
            places = range(start, end + 1)
            try:
                found += [as_found(triple, places) for triple in direct_quotations(parse(text[start:end]))]
            except ValueError:
                refused += 1
        return found, refused

    return read


def sayswho_reader(model: str) -> Read:
    """Reads with sayswho, up to its resolution of names, which changes no span and needs a model off the registry.

    It raises TypeError on a mark of two characters and IndexError on a line of spaces.
    """
    import spacy
    from sayswho.helpers import prep_text_for_quote_detection  # type: ignore[import-not-found]
    from sayswho.quote_finder import quote_finder  # type: ignore[import-not-found]

    parse = spacy.load(model)

    def read(text: str, paragraphs: Sequence[Span]) -> tuple[list[Found], int]:
        try:
            prepared = prep_text_for_quote_detection(text)
            places = raw_places(text, prepared)
            return [as_found(triple, places) for triple in quote_finder(parse(prepared))], 0
        except (TypeError, IndexError):
            return [], 1

    return read


def raw_places(raw: str, prepared: str) -> list[int]:
    """For each boundary of the prepared text, its end included, one of the raw text with the same letters before it.

    sayswho puts in marks, spaces and the letter x, and takes out none of the letters and digits.
    """
    letters = [*(n for n, character in enumerate(raw) if character.isalnum()), len(raw)]
    passed = 0
    places = [letters[0]]
    for character in prepared:
        passed += raw[letters[passed] : letters[passed] + 1] == character
        places.append(letters[passed])
    return places


def as_found(triple: Any, places: Sequence[int]) -> Found:
    """The triple of tokens `(speaker, cue, content)`; `places[n]` is the raw place of the parsed text's boundary n."""

    def span(tokens: Sequence[Any]) -> Span:
        return places[tokens[0].idx], places[tokens[-1].idx + len(tokens[-1])]

    return {
        "source": span(triple.speaker),
        "cue": [span([token]) for token in triple.cue],
        "content": [span(list(triple.content))],
    }


WAYS: dict[str, Callable[[str], Read]] = {
    "paragraphs": lambda model: textacy_reader(model, whole=False),
    "document": lambda model: textacy_reader(model, whole=True),
    "sayswho": sayswho_reader,
}


def answers(lines: Iterator[str], read: Read) -> Iterator[Found]:
    """An answer for each article."""
    for line in lines:
        article = json.loads(line)
        wall, cpu = time.perf_counter(), time.process_time()
        found, refused = read(article["text"], article["paragraphs"])
        yield {
            "name": article["name"],
            "found": found,
            "refused": refused,
            "seconds": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
        }


def main() -> None:
    way, model = sys.argv[1:]
    packages = ("sayswho" if way == "sayswho" else "textacy", "spacy", model)
    print(json.dumps({"versions": {name: version(name) for name in packages}}))
    for answer in answers(iter(sys.stdin), WAYS[way](model)):
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
