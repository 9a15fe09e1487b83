"""What a story says became of a commitment, in words for it: `kept its promise`, `tore up the deal`, `reopened it as promised`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model import Evidence, content_id
from onrecord.resolve.commitments.content import Found, infinitive, lemmas_of
from onrecord.resolve.commitments.gates import is_positive
from onrecord.resolve.commitments.reading import NOMINAL, Reader
from onrecord.resolve.commitments.values import CommitmentReport, Party, Role
from onrecord.rules.commitments import NOUNS, OutcomeVerb, load_engagements, load_outcomes, load_words

FAILING = frozenset(("fail", "refuse", "neglect"))
UNSAID = frozenset(("know", "say", "establish", "confirm", "tell", "clear", "verify"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Words for an outcome: the verb, what its content hangs on, which kind of commitment (empty: not said), the state, the rule."""

    verb: int
    target: int
    kind: str
    state: str
    rule: str
    by: int | None = None
    role: Role = Role.OUTCOME


def find_outcomes(reader: Reader) -> Iterator[CommitmentReport]:
    """The outcomes of a story in the order of their words, a verb once; headings are left to the text below them."""
    for number, word in enumerate(reader.words):
        if reader.is_heading(number) and reader.has_prose:
            continue
        find = {"VERB": _of_verb, "NOUN": _of_noun}.get(word.upos)
        found = find(reader, number) if find else None
        if found is not None and (report := _report(reader, found)) is not None:
            yield report


def _of_verb(reader: Reader, number: int) -> Outcome | None:
    return _named(reader, number) or _as_promised(reader, number) or _no_longer(reader, number) or _deed(reader, number)


# --- whether it is said, denied or not known ------------------------------------------------------


def governing_failure(reader: Reader, number: int) -> int | None:
    """The verb of failing that an infinitive hangs on: `failed to meet`."""
    word = reader.words[number]
    is_complement = word.head >= 0 and word.relation.partition(":")[0] in ("xcomp", "ccomp")
    return word.head if is_complement and reader.words[word.head].lemma.lower() in FAILING else None


def is_unknown(reader: Reader, number: int) -> bool:
    """True under `it is not known whether`."""
    word = reader.words[number]
    if word.head < 0 or word.relation.partition(":")[0] not in ("ccomp", "csubj", "advcl"):
        return False
    lemma = reader.words[word.head].lemma.lower()
    if lemma not in load_words("unknown") and not (lemma in UNSAID and _is_unsaid(reader, word.head)):
        return False
    return bool(reader.clause_marks(number) & {"whether", "if"})


def _is_unsaid(reader: Reader, number: int) -> bool:
    """`is not known`, `nobody can say`, `could not confirm`; `did not say whether` keeps silent only."""
    subject = reader.subject(number)
    is_nobody = subject is not None and reader.words[subject].text.lower() in ("nobody", "one", "none")
    is_able = bool(reader.auxiliaries(number) & {"can", "could", "ca"})
    is_not = reader.has_negation(number)
    return (is_nobody and is_able) or (
        is_not and (is_able or reader.is_passive(number) or reader.words[number].upos == "ADJ")
    )


def _state(reader: Reader, number: int, state: str, negated: str) -> str:
    """What a verb says, under a negation, a word of failing, or where nobody knows; empty for nothing."""
    if is_unknown(reader, number):
        return "unknown"
    failing = governing_failure(reader, number)
    if failing is not None:
        return negated if is_positive(reader, failing) and not reader.has_negation(failing) else ""
    if not is_positive(reader, number) or not is_said_done(reader, number):
        return ""
    return negated if reader.has_negation(number) else state


def is_said_done(reader: Reader, number: int) -> bool:
    """False for an infinitive, for the present (`breaks its word`, save in a heading) and for what is going on."""
    word = reader.words[number]
    if word.text.lower().endswith("ing"):
        return word.relation in ("advcl", "acl", "xcomp") and not reader.auxiliaries(number)
    return is_past(reader, number)


def is_past(reader: Reader, number: int) -> bool:
    """True for a verb in the past or the perfect; in a heading for one in the present too."""
    word = reader.words[number]
    auxiliaries = reader.auxiliaries(number)
    passive = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "aux:pass")}
    if any(reader.words[n].text.lower() == "to" for n in reader.annotation.dependents(number, "mark")):
        return False
    if auxiliaries & {"has", "have", "had", "'ve", "did"}:
        return True
    if passive:
        return bool(passive & {"was", "were", "got"}) or reader.is_heading(number)
    if auxiliaries:
        return False
    if word.relation.startswith("acl") and not reader.annotation.dependents(number, "nsubj"):
        return False
    if reader.is_heading(number):
        return True
    if word.text.lower() == word.lemma.lower():
        return word.xpos in ("VBD", "VBN") or _has_past_sibling(reader, number)
    return word.xpos != "VBG" and not word.text.lower().endswith("s")


def _has_past_sibling(reader: Reader, number: int) -> bool:
    """`walked out and shut`: forms that do not tell past from present go with the verb before."""
    word = reader.words[number]
    return (
        word.relation == "conj"
        and word.xpos != "VB"
        and word.head >= 0
        and reader.words[word.head].upos == "VERB"
        and is_past(reader, word.head)
    )


# --- the words ------------------------------------------------------------------------------------


def kinds_of(reader: Reader, noun: int) -> frozenset[str]:
    """Which kinds of commitment a noun names, by itself or by what is said of it: `the march he had threatened`."""
    lemma = reader.words[noun].lemma.lower()
    found = {kind for kind, words in NOUNS.items() if lemma in load_words(words)}
    if lemma in ("deadline", "ultimatum"):
        found.add("deadline")
    for clause in reader.annotation.dependents(noun, "acl"):
        if reader.words[clause].relation == "acl:relcl" or reader.words[clause].text.lower().endswith("ed"):
            found |= _verb_kinds(reader, clause)
    return frozenset(found)


def _verb_kinds(reader: Reader, verb: int) -> set[str]:
    rows = load_engagements().get(reader.words[verb].lemma.lower(), ())
    return {row.kind for row in rows if row.position == "verb" and not row.flags and "until" not in row.frames}


def _named(reader: Reader, number: int) -> Outcome | None:
    """A verb of outcome with a noun for the commitment."""
    for row in load_outcomes().get(reader.words[number].lemma.lower(), ()):
        target = _target(reader, number, row)
        if target is None:
            continue
        kinds = kinds_of(reader, target) & row.kinds
        state = _state(reader, number, row.state, row.negated)
        if kinds and state:
            kind = min(kinds - {"deadline"}, default="deadline")
            return Outcome(number, target, kind, state, row.id)
        if state and "any" in row.kinds:
            return Outcome(number, target, "", state, row.id)
    return None


def _target(reader: Reader, number: int, row: OutcomeVerb) -> int | None:
    annotation = reader.annotation
    if row.object == "subject":
        return next(iter(annotation.dependents(number, "nsubj", "nsubj:pass")), None)
    relations = ("nsubj:pass",) if reader.is_passive(number) else ("obj",)
    objects = annotation.dependents(number, *relations)
    if not objects and not reader.is_passive(number):
        objects = tuple(n for n in annotation.dependents(number, "nsubj") if n > number)
    if not objects and reader.words[number].relation == "acl:relcl" and not _has_relative_subject(reader, number):
        objects = (reader.words[number].head,)
    if not row.particles:
        return next(iter(objects), None)
    behind = reader.particles(number)
    places = [behind[one] for one in row.particles if one in behind]
    introduced = [n for n in places if reader.words[n].text.lower() not in row.particles]
    return next(iter(introduced or (objects if places else ())), None)


def _has_relative_subject(reader: Reader, number: int) -> bool:
    """True for `which collapsed` and `whose level has dropped`: the noun before is not what it is done to."""
    subjects = reader.annotation.dependents(number, "nsubj")
    inside = {reader.words[n].text.lower() for subject in subjects for n in reader.annotation.subtree(subject)}
    return not subjects or bool(inside & {"who", "which", "that", "whose"})


def _as_promised(reader: Reader, number: int) -> Outcome | None:
    """`reopened the harbour as promised`, `shut the port, as the union had said it would`."""
    for child in reader.annotation.dependents(number, "advcl"):
        marks = {reader.words[n].text.lower() for n in reader.annotation.dependents(child, "mark")}
        kinds = _verb_kinds(reader, child)
        is_said = reader.words[child].lemma.lower() in ("say", "warn", "announce") and _says_would(reader, child)
        if "as" not in marks or not (kinds or is_said):
            continue
        verb = (
            next(iter(_complements(reader, number)), number)
            if reader.words[number].lemma.lower() in FAILING
            else number
        )
        state = _state(reader, verb, "kept", "broken")
        if not state:
            return None
        by = next(iter(reader.annotation.dependents(child, "nsubj")), None)
        return Outcome(verb, verb, min(kinds, default=""), state, "as-promised", by)
    return None


def _complements(reader: Reader, number: int) -> tuple[int, ...]:
    return reader.annotation.dependents(number, "xcomp", "ccomp")


def _says_would(reader: Reader, number: int) -> bool:
    """`said they would`, `warned`."""
    inside = reader.annotation.subtree(number)
    return reader.words[number].lemma.lower() == "warn" or any(
        reader.words[n].text.lower() in ("would", "will") for n in inside
    )


def _no_longer(reader: Reader, number: int) -> Outcome | None:
    """`was no longer threatening to leave`."""
    kinds = _verb_kinds(reader, number)
    written = [reader.words[n].text.lower() for n in reader.annotation.dependents(number, "advmod", "det")]
    text = [reader.words[n].text.lower() for n in range(max(0, number - 3), number)]
    if not kinds or not ("longer" in written and "no" in text):
        return None
    return Outcome(number, number, min(kinds), "withdrawn", "no-longer")


def _of_noun(reader: Reader, number: int) -> Outcome | None:
    """`was in breach of the truce`."""
    word = reader.words[number]
    if word.lemma.lower() not in load_words("breach"):
        return None
    target = next((n for n in reader.annotation.dependents(number, "nmod") if kinds_of(reader, n)), None)
    cases = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "case")}
    verb = word.head
    if target is None or "in" not in cases or verb < 0 or reader.words[verb].upos != "VERB":
        return None
    if not is_positive(reader, verb) or reader.has_negation(verb) or not is_past(reader, verb):
        return None
    kinds = kinds_of(reader, target) & {"promise", "agreement"}
    return Outcome(verb, target, min(kinds), "broken", "breach") if kinds else None


def _deed(reader: Reader, number: int) -> Outcome | None:
    """A deed that was done, or that somebody failed to do: whether it was committed to is for the linking to say."""
    word = reader.words[number]
    if word.lemma.lower() in load_words("void") or word.lemma.lower() in load_engagements():
        return None
    failing = governing_failure(reader, number)
    if word.text.lower().endswith("ing") or (
        failing is None and (reader.has_negation(number) or not is_past(reader, number))
    ):
        return None
    if (
        reader.annotation.dependents(number, "ccomp")
        or infinitive(reader, number) is not None
        or is_unknown(reader, number)
    ):
        return None
    state = _state(reader, number, "kept", "broken")
    if not state:
        return None
    return Outcome(
        number, number, _mentioned(reader, number), state, "deed" if failing is None else "failed", role=Role.DEED
    )


def _mentioned(reader: Reader, number: int) -> str:
    """The kind of commitment that a deed's sentence speaks of: `within the three weeks its owners had promised`."""
    for n in reader.annotation.subtree(number):
        word = reader.words[n]
        if word.upos == "NOUN" and word.lemma.lower() in ("deadline", "ultimatum"):
            return "deadline"
        if word.upos == "NOUN" and word.lemma.lower() in load_words("naming"):
            return min(kinds_of(reader, n), default="")
        if word.upos == "VERB" and word.relation == "acl:relcl" and "had" in reader.auxiliaries(n):
            kinds = _verb_kinds(reader, n)
            if kinds:
                return min(kinds)
    return ""


# --- the report -----------------------------------------------------------------------------------


def _report(reader: Reader, found: Outcome) -> CommitmentReport | None:
    reading, number = reader.reading, found.verb
    failing = governing_failure(reader, number)
    content = _content(reader, found)
    lemmas = lemmas_of(reader, content, without=())
    if found.role is Role.DEED and not (lemmas.verbs and lemmas.objects and len(lemmas.all) > 1):
        return None
    actor = _actor(reader, found)
    if found.role is Role.DEED and not found.kind and not (actor.telling or reader.is_passive(number)):
        return None
    top = failing if failing is not None else number
    words = _words(reader, top, reader.subject(number), content)
    event = reader.events_by_trigger.get(number)
    over = reader.statement_over(number)
    around = () if found.role is Role.DEED or actor.telling else reader.around(number)
    return CommitmentReport(
        content_id("outcome", reading.story.id, words.span.start, words.span.end, found.state, found.rule),
        reading.story.id,
        reading.document.outlet,
        reading.day,
        words.span.start,
        found.role,
        found.kind,
        words,
        actor,
        lemmas.verbs,
        lemmas.objects,
        lemmas.all,
        source=reader.source_over(number),
        statement=over.id if over is not None else None,
        event=event.id if event is not None else None,
        state=found.state,
        is_heading=reader.is_heading(number),
        around=around,
        rule=found.rule,
    )


def _actor(reader: Reader, found: Outcome) -> Party:
    """Who did it, whose commitment it is called, and who is said to have engaged."""
    subject = reader.subject(found.verb)
    owner = next(iter(reader.annotation.dependents(found.target, "nmod:poss")), None)
    parties = [reader.party(reader.source_of(one)) for one in (subject, owner, found.by) if one is not None]
    over = reader.statement_over(found.verb)
    if over is not None and subject is not None and reader.words[subject].upos == "PRON" and not parties[0].telling:
        parties.append(reader.party(over.source))
    return Party(
        tuple(sorted({word for party in parties for word in party.telling})),
        tuple(sorted({word for party in parties for word in party.roles})),
        tuple(sorted({word for party in parties[:1] for word in party.names})),
    )


def _content(reader: Reader, found: Outcome) -> Found:
    """The words of a deed without asides; of a named commitment those of the noun."""
    target = found.target
    if target != found.verb:
        return Found(target, reader.annotation.subtree(target), ())
    out = set(reader.annotation.dependents(target, "parataxis", "advcl", "ccomp"))
    if found.role is Role.DEED:
        out |= set(reader.annotation.dependents(target, "conj"))
    return Found(target, reader.annotation.subtree(target, frozenset(out)), ())


def _words(reader: Reader, top: int, subject: int | None, found: Found) -> Evidence:
    """The words that say so, from who did it to the end of what was done."""
    sentence = reader.annotation.sentence(reader.words[top].sentence)
    inside = [n for n in (top, *found.words) if n in sentence]
    if subject is not None and subject in sentence and reader.words[subject].upos in NOMINAL:
        inside += [n for n in reader.noun_phrase(subject) if n in sentence]
    while len(inside) > 1 and reader.words[max(inside)].relation == "punct":
        inside.remove(max(inside))
    return reader.annotation.phrase((min(inside), max(inside)))
