"""What a story says became of a commitment: in words for it ("kept its promise", "tore up the deal"), or as the deed itself."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.model import Evidence, content_id
from onrecord.resolve.commitments.content import Found, content_at, lemmas_of, turning_words
from onrecord.resolve.commitments.engaging import is_heading
from onrecord.resolve.commitments.gates import is_positive
from onrecord.resolve.commitments.reading import Reader
from onrecord.resolve.commitments.values import NOBODY, CommitmentReport, Party, Role
from onrecord.rules.commitments import OutcomeVerb, load_outcomes, load_words

NOUNS = (
    ("promise", "promised"),
    ("threat", "threatened"),
    ("demand", "demanded"),
    ("proposal", "proposed"),
    ("agreement", "deal"),
)
AS = {"promise": "promise", "pledge": "promise", "vow": "promise", "agree": "agreement", "threaten": "threat", "demand": "demand", "guarantee": "promise"}
FAILING = frozenset(("fail", "refuse", "decline", "neglect"))
STATES = {"kept": "kept", "broken": "broken", "withdrawn": "withdrawn"}


def find_outcomes(reader: Reader) -> Iterator[CommitmentReport]:
    """The outcomes of a story in the order of their words, a word once."""
    for number, word in enumerate(reader.words):
        if word.upos != "VERB":
            continue
        found = _named(reader, number) or _as_promised(reader, number) or _deed(reader, number)
        if found is not None:
            yield found


def governing_failure(reader: Reader, number: int) -> int | None:
    """The verb of failing that an infinitive hangs on: `failed to meet`."""
    word = reader.words[number]
    if word.head >= 0 and word.relation.partition(":")[0] in ("xcomp", "ccomp") and reader.words[word.head].lemma.lower() in FAILING:
        return word.head
    return None


def _kinds_of(lemma: str) -> frozenset[str]:
    found = {kind for kind, words in NOUNS if lemma in load_words(words)}
    return frozenset(found | ({"deadline"} if lemma in ("deadline", "ultimatum") else set()))


def _named(reader: Reader, number: int) -> CommitmentReport | None:
    """A verb of outcome with a noun for the commitment."""
    for row in load_outcomes().get(reader.words[number].lemma.lower(), ()):
        target = _target(reader, number, row)
        if target is None:
            continue
        kinds = _kinds_of(reader.words[target].lemma.lower()) & row.kinds
        failing = governing_failure(reader, number)
        state = _state(reader, number, row, failing)
        if kinds and state:
            return _report(reader, number, target, min(kinds - {"deadline"}, default="deadline"), state, row.id)
    return None


def _target(reader: Reader, number: int, row: OutcomeVerb) -> int | None:
    annotation = reader.annotation
    if not row.particles:
        relations = ("nsubj:pass",) if reader.is_passive(number) else ("obj",)
        return next(iter(annotation.dependents(number, *relations)), None)
    behind = reader.particles(number)
    place = next((behind[one] for one in row.particles if one in behind), None)
    if place is None:
        return None
    if reader.words[place].text.lower() in row.particles:
        relations = ("nsubj:pass",) if reader.is_passive(number) else ("obj",)
        return next(iter(annotation.dependents(number, *relations)), None) or next(
            iter(annotation.dependents(number, "obl")), None
        )
    return place


def _state(reader: Reader, number: int, row: OutcomeVerb, failing: int | None) -> str:
    if failing is not None:
        return row.negated if is_positive(reader, failing) and not reader.has_negation(failing) else ""
    if not is_positive(reader, number):
        return ""
    return row.negated if reader.has_negation(number) else row.state


def _as_promised(reader: Reader, number: int) -> CommitmentReport | None:
    """`reopened the harbour as promised`."""
    for child in reader.annotation.dependents(number, "advcl"):
        marks = {reader.words[n].text.lower() for n in reader.annotation.dependents(child, "mark")}
        kind = AS.get(reader.words[child].lemma.lower())
        if kind is None or "as" not in marks:
            continue
        failing = governing_failure(reader, number)
        is_negated = failing is not None or reader.has_negation(number)
        if not is_positive(reader, failing if failing is not None else number):
            return None
        found = _report(reader, number, number, kind, "broken" if is_negated else "kept", "as-promised")
        return found
    return None


def _deed(reader: Reader, number: int) -> CommitmentReport | None:
    """A deed that was done, or that somebody failed to do: whether it was committed to is for the linking to say."""
    failing = governing_failure(reader, number)
    if failing is not None:
        if reader.words[failing].lemma.lower() not in ("fail", "refuse", "neglect") or not is_positive(reader, failing) or reader.has_negation(failing):
            return None
        return _report(reader, number, number, "", "broken", "failed", role=Role.DEED)
    if reader.has_negation(number) or not is_positive(reader, number) or is_open(reader, number):
        return None
    if reader.statements_by_cue.get(number) is not None or not is_past(reader, number):
        return None
    return _report(reader, number, number, "", "kept", "deed", role=Role.DEED)


def is_past(reader: Reader, number: int) -> bool:
    """True for a verb in the past or the perfect; in a heading for one in the present too."""
    word = reader.words[number]
    if word.text.lower().endswith("ing"):
        return False
    aux = reader.auxiliaries(number)
    passive = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "aux:pass")}
    if aux & {"has", "have", "had"} or passive & {"was", "were"}:
        return "be" not in passive
    if passive or aux:
        return False
    if word.relation.startswith("acl") and not reader.annotation.dependents(number, "nsubj"):
        return False
    if is_heading(reader, number):
        return True
    return word.text.lower() != word.lemma.lower() and not word.text.lower().endswith("s")


def is_open(reader: Reader, number: int) -> bool:
    """True for an infinitive and for what is only begun or hoped."""
    return any(reader.words[n].text.lower() == "to" for n in reader.annotation.dependents(number, "mark"))


def _report(reader: Reader, number: int, target: int, kind: str, state: str, rule: str, *, role: Role = Role.OUTCOME) -> CommitmentReport | None:  # noqa: PLR0913
    annotation, reading = reader.annotation, reader.reading
    failing = governing_failure(reader, number)
    subject = reader.subject(number)
    found = _content(reader, number, target)
    lemmas = lemmas_of(reader, found, without=())
    actor = _party(reader, subject)
    if role is Role.DEED and not (lemmas.verbs and lemmas.objects and len(lemmas.all) > 1):
        return None
    top = failing if failing is not None else number
    words = _words(reader, top, subject, found)
    event = reader.events_by_trigger.get(number)
    over = reader.statement_over(number)
    return CommitmentReport(
        content_id("outcome", reading.story.id, words.span.start, words.span.end, state, rule),
        reading.story.id,
        reading.document.outlet,
        reading.written_on[:10] if reading.written_on else None,
        words.span.start,
        role,
        kind,
        None,
        actor,
        None,
        NOBODY,
        (),
        None,
        None,
        words,
        lemmas.verbs,
        lemmas.objects,
        lemmas.all,
        source=reader.source_over(number),
        statement=over.id if over is not None else None,
        event=event.id if event is not None else None,
        state=state,
        is_heading=is_heading(reader, number),
        rule=rule,
    )


def _party(reader: Reader, subject: int | None) -> Party:
    return reader.party(reader.source_of(subject)) if subject is not None else NOBODY


def _content(reader: Reader, number: int, target: int) -> Found:
    """The words of a deed without asides; of a named commitment those of the noun."""
    out = {n for n in reader.annotation.dependents(target, "parataxis", "advcl", "ccomp", "conj")} if number == target else set()
    words = reader.annotation.subtree(target, frozenset(out))
    return Found(target, words, ())


def _words(reader: Reader, top: int, subject: int | None, found: Found) -> Evidence:
    sentence = reader.annotation.sentence(reader.words[top].sentence)
    inside = [n for n in (top, *found.words, *((subject,) if subject is not None else ())) if n in sentence]
    while len(inside) > 1 and reader.words[max(inside)].relation == "punct":
        inside.remove(max(inside))
    return reader.annotation.phrase((min(inside), max(inside)))
