"""What the cases do not show: kinds of source, target, addressee, nesting, stance, and the rule data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.attribute import attribute
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.phrases import PhraseCues
from onrecord.attribute.quotes import Quotes
from onrecord.errors import RuleError
from onrecord.model import Act, Certainty, Polarity, SourceKind, StatementTime
from onrecord.rules.cues import COLUMNS, Cues, load_cues, parse_cues, parse_words
from tests.attribute.reading import read_text

HEADER = ",".join(COLUMNS) + "\n"

ACCUSED = [
    ("Orlan is accused of taking bribes.", "Orlan"),
    ("Orlan was accused of taking bribes by prosecutors.", "Orlan"),
    ("He's accused of taking bribes.", "He"),
    ("They’re accused of arson.", "They"),
    ("She has been accused of lying.", "She"),
    ("The general was charged with treason.", "The general"),
    ("Two brothers were suspected of arson.", "Two brothers"),
    ("The army was blamed for the shelling.", "The army"),
    ("Varon, who is accused of fraud, left the country.", "Varon"),
    ("A man accused of spying was freed.", "A man"),
    ("The minister, accused of fraud, resigned.", "The minister"),
]


@pytest.mark.parametrize(("text", "accused"), ACCUSED)
def test_the_accused_is_never_the_source(text: str, accused: str) -> None:
    found = [s for s in read_text(text).statements if s.act is Act.ACCUSE]
    assert [s.target.text if s.target else None for s in found] == [accused]
    for statement in read_text(text).statements:
        assert statement.source.evidence is None or accused not in statement.source.evidence.text


def test_the_accused_may_deny_and_then_is_the_source_of_the_denial_only() -> None:
    deny, accuse = read_text("Orlan denies that he is accused of fraud.").statements
    assert (deny.act, deny.source.evidence and deny.source.evidence.text) == (Act.DENY, "Orlan")
    assert (accuse.act, accuse.source.kind, accuse.within) == (Act.ACCUSE, SourceKind.UNSTATED, deny.id)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pia Lund said the deal was dead.", SourceKind.NAMED),
        ("The harbour master, Mara Venn, said the ferry was late.", SourceKind.NAMED),
        ("A senior official said the deal was dead.", SourceKind.UNNAMED),
        ("Two people familiar with the talks said the deal was dead.", SourceKind.UNNAMED),
        ("Residents said the water smelled.", SourceKind.GROUP),
        ("The ministry said the road was open.", SourceKind.GROUP),
        ("The report said the pumps had failed.", SourceKind.DOCUMENT),
        ("It is feared that dozens drowned.", SourceKind.UNSTATED),
    ],
)
def test_kind_of_source(text: str, kind: SourceKind) -> None:
    source = read_text(text).statements[0].source
    assert source.kind is kind
    assert (source.evidence is None) == (kind is SourceKind.UNSTATED)


def test_addressee_and_medium_are_no_sources() -> None:
    told = read_text("Brook told the Harbour Post in an interview that the dam would hold.").statements[0]
    assert (told.addressee and told.addressee.text, told.medium and told.medium.text) == (
        "the Harbour Post",
        "in an interview",
    )
    assert told.source.evidence is not None
    assert told.source.evidence.text == "Brook"


def test_chain_runs_from_the_outlet_inwards() -> None:
    text = "A source in the delegation told Channel 9 that Varon had threatened to quit."
    outer, inner = read_text(text, outlet="Harbour Post").statements
    assert outer.chain == ("Harbour Post", "A source in the delegation")
    assert inner.chain == ("Harbour Post", "A source in the delegation", "Varon")
    assert (outer.within, inner.within) == (None, outer.id)


def test_words_handed_on_are_within_the_report() -> None:
    cited, report = read_text("Local media, citing an unnamed aide, reported a ceasefire.").statements
    assert cited.within == report.id
    assert cited.chain == ("Local media", "an unnamed aide")


def test_i_inside_a_quotation_is_its_speaker() -> None:
    outer, inner = read_text("“I think the pact is dead,” Pia Lund said.").statements
    assert inner.within == outer.id
    assert (inner.source.kind, inner.source.entity) == (outer.source.kind, outer.source.entity)


@pytest.mark.parametrize(
    "text",
    [
        "She did not say whether talks would resume.",
        "The firm declined to comment on the leak.",
        "Lund refused to say who paid for the trip.",
        "Police would not confirm that the ship had sunk.",
        "The army has not admitted that it shelled the town.",
    ],
)
def test_what_was_not_said_is_never_affirmed(text: str) -> None:
    found = read_text(text).statements
    assert found
    assert {s.polarity for s in found} == {Polarity.LEAVES_OPEN}
    assert {s.act for s in found} == {Act.DECLINE}


@pytest.mark.parametrize(
    ("text", "certainty", "time"),
    [
        ("Lund said the court might delay the ruling.", Certainty.POSSIBLE, StatementTime.PRESENT),
        ("Lund said the court will delay the ruling.", Certainty.CERTAIN, StatementTime.FUTURE),
        ("Lund said the court delayed the ruling.", Certainty.CERTAIN, StatementTime.PAST),
        ("Lund said the court has delayed the ruling.", Certainty.CERTAIN, StatementTime.PAST),
        ("Lund said the court is slow.", Certainty.CERTAIN, StatementTime.PRESENT),
        ("Analysts believe the court is slow.", Certainty.PROBABLE, StatementTime.PRESENT),
        ("Lund allegedly hid the file.", Certainty.POSSIBLE, StatementTime.PAST),
        ("Lund vowed to appeal.", Certainty.CERTAIN, StatementTime.FUTURE),
    ],
)
def test_certainty_and_time(text: str, certainty: Certainty, time: StatementTime) -> None:
    statement = read_text(text).statements[0]
    assert (statement.certainty, statement.time) == (certainty, time)


@pytest.mark.parametrize("text", ["“: Lund Lund", ": Lund said", "“” said Lund.", "; said Lund: it was late."])
def test_stray_marks_are_no_trouble(text: str) -> None:
    for statement in read_text(text).statements:
        assert statement.content.pieces


def test_nothing_without_words() -> None:
    assert read_text("…").statements == ()


WORDS = st.lists(
    st.sampled_from(
        "Lund said that “ ” , . : he added the dam would hold told reporters accused of by army according to \n not".split(
            " "
        )
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_every_span_holds_its_words(words: list[str]) -> None:
    text = " ".join(words)
    if not text.strip():
        return
    found = read_text(text)
    assert len({s.id for s in found.statements}) == len(found.statements)
    for statement in found.statements:
        pieces = [statement.cue, statement.source.evidence, statement.addressee, statement.medium, statement.target]
        for piece in [*statement.content.pieces, *filter(None, pieces)]:
            assert found.text[piece.span.start : piece.span.end] == piece.text
        assert statement.content.pieces
        assert statement.within in {None, *(s.id for s in found.statements)}
    again = attribute(found.story, found.annotation, found.entities)
    assert again == found.statements


@pytest.mark.parametrize("text", ["“The dam would break,” Lund pointed out", "The dam would break, Lund pointed out"])
def test_a_particle_may_be_the_last_word_of_all(text: str) -> None:
    (statement,) = read_text(text).statements
    assert statement.cue is not None
    assert statement.cue.text == "pointed out"


def test_rules_come_in_as_an_argument() -> None:
    found = read_text("Lund growled that the dam was old.")
    cues = parse_cues(HEADER + "cue-growl,verb,growl,,state,clause,affirms,certain,speech,\n")
    annotation = replace(found.annotation, speech=None)
    (statement,) = attribute(found.story, annotation, found.entities, cues=cues)
    assert statement.origin is not None
    assert statement.origin.by == "cue-growl/clause"
    assert attribute(found.story, annotation, found.entities, cues=Cues()) == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,werb,say,,state,clause,affirms,certain,,", "unknown position 'werb'"),
        ("a,verb,say,,state,claus,affirms,certain,,", "unknown frame 'claus'"),
        ("a,verb,say,,state,clause,affirms,certain,loud,", "unknown flag 'loud'"),
        ("a,verb,say,,mumble,clause,affirms,certain,,", "'mumble' is not a valid Act"),
    ],
)
def test_a_bad_row_is_named(row: str, message: str) -> None:
    with pytest.raises(RuleError, match=rf"attribute/speech_cues.csv:2: {message}"):
        parse_cues(HEADER + row + "\n")


def test_a_bad_word_is_named() -> None:
    with pytest.raises(RuleError, match="attribute/words.csv:2: unknown kind 'beast'"):
        parse_words("id,lemma,kind,note\na,dog,beast,\n")


def test_lexicon_is_large_and_has_every_act() -> None:
    cues = [cue for found in load_cues().by_lemma.values() for cue in found]
    assert len(cues) >= 250
    assert {cue.act for cue in cues} == set(Act)


@pytest.mark.parametrize(
    "text",
    ["Allegedly", "The bridge fell, allegedly", "reportedly", "14 according to police", "More than 14 according to"],
)
def test_a_cue_at_the_edge_of_a_story_is_read(text: str) -> None:
    assert all(statement.content.pieces for statement in read_text(text).statements)


def test_an_adverb_that_the_tagger_takes_for_something_else_may_be_the_last_word() -> None:
    read = read_text("The storm allegedly")
    last = read.annotation.words[-1]._replace(upos="VERB", xpos="VBZ", head=1, relation="acl")
    annotation = replace(read.annotation, words=(*read.annotation.words[:-1], last))
    cues = load_cues()
    phrases = PhraseCues(Grammar(annotation, cues.words), cues, Quotes(read.story, annotation))
    assert phrases.adverb(len(annotation.words) - 1) is None
