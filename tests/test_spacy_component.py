"""`nlp.add_pipe("onrecord")`."""

from __future__ import annotations

import pickle
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

from onrecord import spacy_component
from onrecord.errors import UsageError
from onrecord.publish import export
from tests.builders import make_record
from tests.training import selection

TEXT = "Mayor Tove Falk said the militia shelled a bakery in Orvik on Monday.\nThe militia denied that it shelled the bakery."


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    language = spacy.blank("en")
    language.add_pipe("onrecord", config={"outlet": "The Orvik Mail", "published": "2026-03-04"})
    return language


@pytest.fixture(scope="module")
def doc(nlp: spacy.Language) -> Doc:
    return nlp(TEXT)


def test_the_entry_point_is_the_factory() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["spacy_factories"]["onrecord"].partition(":")
    assert getattr(import_module(module), name) is spacy_component.make_onrecord


def test_statements_have_spans_of_the_doc(doc: Doc) -> None:
    said, denied = doc._.statements
    assert (said.source.text, said.cue.text, said.act) == ("Mayor Tove Falk", "said", "state")
    assert [one.text for one in said.content] == ["the militia shelled a bakery in Orvik on Monday"]
    assert (denied.source.text, denied.act, denied.polarity) == ("The militia", "deny", "denies")
    assert all(isinstance(one, Span) and one.doc is doc for one in (said.source, said.cue, *said.content))
    start, end = said.characters["source"][0]
    assert doc.text[start:end] == said.record["source"]["text"] == "Mayor Tove Falk"


def test_events_say_how_they_stand_and_who_carries_them(doc: Doc) -> None:
    first, second = doc._.events
    assert (first.event_type, first.status, first.trigger.text) == ("ASSAULT", "reported", "shelled")
    assert ([one.text for one in first.actors], [one.text for one in first.recipients]) == (
        ["the militia"],
        ["a bakery"],
    )
    assert first.statement.source.text == "Mayor Tove Falk"
    assert (second.status, second.statement.act) == ("denied", "deny")
    assert first.record["date"]["value"] == "2026-03-02"


def test_a_span_says_which_entity_it_means(doc: Doc) -> None:
    names = {one["id"]: one["name"] for one in doc._.record["entities"]}
    assert names[doc._.statements[0].source.kb_id_] == "Tove Falk"
    assert doc._.record["document"]["outlet"] == "The Orvik Mail"


def test_places_are_those_of_the_text_as_it_was_given(nlp: spacy.Language) -> None:
    words = "  \u200bTove  Falk said\u200b the militia\tshelled Orvik.\r\n"
    (said,) = nlp(words)._.statements
    assert [words[start:end] for start, end in said.characters["source"]] == ["Tove  Falk"]
    assert said.record["content"]["texts"] == ["the militia\tshelled Orvik"]


def test_astral_characters_and_subword_places(nlp: spacy.Language) -> None:
    found = nlp("🎈𝔄 Tove Falk said the militia shelled Orvik.")
    (said,) = found._.statements
    start, end = said.characters["cue"][0]
    assert found.text[start:end] == "said"


@pytest.mark.parametrize("words", ["", " ", "\n\t\n", "Hello.", "a\0b", "\u2028"])
def test_nothing_is_read_in_nothing(nlp: spacy.Language, words: str) -> None:
    found = nlp(words)
    assert (found._.statements, found._.events) == ((), ())
    assert found.text == words


def test_many_documents_and_their_own_outlets(nlp: spacy.Language) -> None:
    found = list(nlp.pipe([TEXT, "", TEXT], batch_size=2))
    assert [len(one._.statements) for one in found] == [2, 0, 2]
    assert found[0]._.statements[0].id == found[2]._.statements[0].id
    own = nlp.make_doc(TEXT)
    own._.outlet, own._.published = "Another Paper", "2026-06-01"
    own = nlp(own)
    assert own._.record["document"]["outlet"] == "Another Paper"
    assert own._.events[0].record["date"]["value"] == "2026-06-01"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # spaCy's way of making processes
def test_processes_and_contexts_beside_texts_change_nothing(nlp: spacy.Language) -> None:
    alone = [one._.record for one in nlp.pipe([TEXT, "", TEXT])]
    assert [one._.record for one in nlp.pipe([TEXT, "", TEXT], n_process=2, batch_size=1)] == alone
    paired = list(nlp.pipe([(TEXT, "a"), ("", "b")], as_tuples=True))
    assert [(one._.record, context) for one, context in paired] == [(alone[0], "a"), (alone[1], "b")]


def test_a_doc_is_written_and_copied_as_any_other(nlp: spacy.Language, doc: Doc) -> None:
    packed = DocBin(store_user_data=True, docs=[doc])
    for copy in (
        Doc(nlp.vocab).from_bytes(doc.to_bytes()), pickle.loads(pickle.dumps(doc)), doc.copy(),
        next(iter(DocBin().from_bytes(packed.to_bytes()).get_docs(nlp.vocab))),
    ):  # fmt: skip
        assert [one.id for one in copy._.statements] == [one.id for one in doc._.statements]
        assert copy._.events[0].trigger.doc is copy


def test_the_pipeline_is_written_and_loaded(nlp: spacy.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert len(spacy.load(tmp_path)(TEXT)._.events) == 2


def test_an_exported_docbin_has_the_same_views(tmp_path: Path) -> None:
    export(selection(make_record()), form="docbin", out=tmp_path / "c.spacy")
    (found,) = DocBin().from_disk(tmp_path / "c.spacy").get_docs(spacy.blank("en").vocab)
    assert [one.source.text for one in found._.statements] == ["Ona Brekke", "She", "an aide to Brekke", "The navy"]
    assert [one.status for one in found._.events] == ["actual", "alleged"]


def test_pages_are_read_as_pages_where_that_is_asked() -> None:
    def read(pages: bool) -> Any:
        language = spacy.blank("en")
        language.add_pipe("onrecord", config={"pages": pages})
        return language(TEXT)._.record

    assert len(read(False)["stories"]) == 1
    assert len(read(True)["statements"]) == 2


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="2026-03-04"):
        spacy.blank("en").add_pipe("onrecord", config={"published": "someday"})
