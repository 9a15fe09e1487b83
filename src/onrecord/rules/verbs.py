"""Irregular forms of verbs: the rule data behind lemmas."""

from __future__ import annotations

from functools import cache

from onrecord.rules import read_csv


@cache
def load_irregular() -> dict[str, str]:
    """Past form or participle, in lower case -> lemma."""
    return {row["form"]: row["lemma"] for row in read_csv("annotate/irregular_verbs.csv", ("form", "lemma"))}
