"""He and she: joined to a person only where the text leaves one candidate."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.identify.joining import Cluster
from onrecord.model import Annotation, EntityKind, LineKind, MentionForm, Story

SEX = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
REACH = 2
"""Sentences back that a pronoun may look, besides its own."""


def join_pronouns(stories: Sequence[Story], annotations: Sequence[Annotation], clusters: list[Cluster]) -> None:
    """Add pronoun mentions to clusters, sentence by sentence; a resolved pronoun makes its person salient again."""
    persons = [cluster for cluster in clusters if cluster.kind is EntityKind.PERSON]
    learnt: dict[int, str] = {id(cluster): cluster.sex for cluster in persons if cluster.sex}
    for number, (story, annotation) in enumerate(zip(stories, annotations, strict=True)):
        seen = {named.first: cluster for cluster in persons for named, _ in cluster.names if named.story == number}
        quoted = [span for quotation in story.quotations for span in quotation.spans]
        for place, word in enumerate(annotation.words):
            sex = SEX.get(word.text.lower())
            if sex is None or any(span.covers(word.span) for span in quoted) or story.sentences[word.sentence].kind is not LineKind.PROSE:
                continue
            found = _candidate(annotation, seen, place, sex, learnt)
            if found is not None:
                found.others.append((number, (place,), MentionForm.PRONOUN, "only person who fits"))
                learnt.setdefault(id(found), sex)
                seen[place] = found


def _candidate(annotation: Annotation, seen: dict[int, Cluster], place: int, sex: str, learnt: dict[int, str]) -> Cluster | None:
    """The only person who fits in the nearest sentence that has any; of several the subject, if there is just one."""
    sentence = annotation.words[place].sentence
    for back in range(REACH + 1):
        if sentence - back < 0:
            break
        here = [n for n in annotation.sentence(sentence - back) if n < place and n in seen and learnt.get(id(seen[n]), sex) == sex]
        people = {id(seen[n]): seen[n] for n in here}
        if len(people) == 1:
            return next(iter(people.values()))
        if people:
            subjects = {id(seen[n]): seen[n] for n in here if _is_subject(annotation, n)}
            return next(iter(subjects.values())) if len(subjects) == 1 else None
    return None


def _is_subject(annotation: Annotation, place: int) -> bool:
    word = annotation.words[place]
    while word.relation in ("flat", "compound", "appos", "nmod:desc") and word.head >= 0:
        word = annotation.words[word.head]
    return word.relation.startswith("nsubj")
