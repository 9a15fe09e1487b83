"""What a parse alone costs another pipeline, for `evaluation.bench`: `PYTHON evaluation/peer_spacy.py MODEL`.

Run by a python that has it, never by the project's own, so nothing of the project is imported. Stdin: a JSON line of texts, then a line a
round. Stdout: a line of versions, then for each round `{"parse": seconds, "quotations": seconds or null}` of the processor: tagger, parser and
names of spaCy, and textacy's quotations on top of that. Loading the model is not timed.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from importlib.metadata import version


def main() -> None:
    import spacy

    parse = spacy.load(sys.argv[1], disable=["lemmatizer", "attribute_ruler"])
    has_textacy = importlib.util.find_spec("textacy") is not None
    print(json.dumps({name: version(name) for name in ("spacy", *["textacy"] * has_textacy)}), flush=True)
    texts: list[str] = json.loads(sys.stdin.readline())
    for _ in sys.stdin:
        start = time.process_time()
        parsed = [parse(text) for text in texts]
        seconds = {"parse": time.process_time() - start, "quotations": None}
        if has_textacy:
            from textacy.extract import direct_quotations  # type: ignore[import-not-found]

            for document in parsed:
                try:
                    list(direct_quotations(document))
                except ValueError:
                    continue  # the marks of a text do not pair up
            seconds["quotations"] = time.process_time() - start
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main()
