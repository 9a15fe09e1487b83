"""Whose names are found: `python -m evaluation.regions --data DIR`.

Names of five kinds on the development part of worldwide-news, by where the outlet is (the first word of a document's name), and how many
of the full names of people there begin with a given name of which `given_names.csv` says a sex.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from evaluation.corpora import data_folder, read_text
from evaluation.reader import score_names
from onrecord.annotate.encoder import load_reader
from onrecord.rules import read_csv

REGIONS = {
    "Africa south of the Sahara": "af et ghana kenya mauritius nm panaf sa",
    "North Africa and the Middle East": "eg iran israel kw oman qt saud uae",
    "South Asia": "bangladesh in",
    "East and South-East Asia": "asia cn kr mong my tw",
    "Latin America and the Caribbean": "arg chile cosric cuba ecuador guyana hond mex nic paraguay peru",
    "Australia, Canada, New Zealand": "aus canada nz",
}
Sentence = tuple[tuple[str, ...], tuple[str, ...]]


def named_documents(text: str) -> Iterator[tuple[str, list[Sentence]]]:
    """The name of each document and its sentences: words and tags."""
    for part in text.split("# document ")[1:]:
        name, _, body = part.partition("\n")
        sentences = [[line.split("\t") for line in block.splitlines() if "\t" in line] for block in body.split("\n\n")]
        yield (
            name.strip(),
            [(tuple(one[0] for one in rows), tuple(one[1] for one in rows)) for rows in sentences if rows],
        )


def given_names(sentences: list[Sentence]) -> Iterator[str]:
    """The first words of people's names of two words and more, folded."""
    for words, tags in sentences:
        for place, tag in enumerate(tags):
            if tag == "B-Person" and place + 1 < len(tags) and tags[place + 1] == "I-Person":
                folded = unicodedata.normalize("NFD", words[place].lower())
                yield "".join(one for one in folded if not unicodedata.combining(one))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    folder = data_folder(parser.parse_args().data)
    documents = list(named_documents(read_text(folder, "entities/worldwide-news/dev.tsv")))
    known = {row["name"] for row in read_csv("identify/given_names.csv", ("id", "name", "sex", "note"))}
    reader = load_reader()
    for region, prefixes in {**REGIONS, "all": ""}.items():
        own = [found for name, found in documents if not prefixes or name.partition("_")[0] in prefixes.split()]
        figures = score_names(reader, own)
        names = [name for found in own for name in given_names(found)]
        share = 100 * sum(name in known for name in names) / max(1, len(names))
        print(f"{region}: {len(own)} documents; " + ", ".join(f"{name} {value:.1f}" for name, value in figures.items()) + f"; {len(names)} full names, {share:.0f} % with a given name of which a sex is listed")  # fmt: skip


if __name__ == "__main__":
    main()
