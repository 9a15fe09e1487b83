"""The dossier: nothing alleged stands as fact, every sentence has its evidence, nothing breaks out of the page."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from lxml import html

from onrecord.judging import judge_record
from onrecord.model import Identity, Judgement, content_id
from onrecord.publish import ObjectSelection, export
from onrecord.publish.formats.dossier import shown
from onrecord.publish.formats.dossier.evidence import Evidence, Numbering, Run, show, show_sentence
from onrecord.publish.formats.dossier.sections import LISTED
from onrecord.serialize import record_objects, to_object
from tests.builders import TEXT, make_record, many_records
from tests.publish.hostile import hostile_objects
from tests.publish.test_citations import collection_objects, of

Found = dict[str, Any]
VOID = frozenset("meta br link img hr input".split())


def written(objects: list[Found], **more: Any) -> str:
    out = io.StringIO()
    export(ObjectSelection(objects, **more), form="dossier", out=out)
    return out.getvalue()


def section(page: str, name: str) -> str:
    """The words of a part, in one line."""
    (found,) = html.fromstring(page).xpath(f"//section[@aria-labelledby='{name}']")
    return " ".join(found.text_content().split())


def under(page: str, name: str, heading: str) -> str:
    """The words of a group in a part."""
    for group in html.fromstring(page).xpath(f"//section[@aria-labelledby='{name}']//div[@class='group']"):
        if group.xpath("string(h3)") == heading:
            return " ".join(group.text_content().split())
    return ""


class Checker(HTMLParser):
    """Every tag is closed in its order, every id is there once, every link inside the page leads somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        assert len(given) == len(attrs)
        assert not any(name.startswith("on") for name in given)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        assert "src" not in given
        if tag == "p":
            assert "p" not in self.open
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    assert not checker.open
    assert len(set(checker.ids)) == len(checker.ids)
    assert all(link.startswith("#") and link[1:] in checker.ids for link in checker.links)
    return checker


# --- the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "objects", [[], collection_objects(), list(record_objects(make_record())), hostile_objects()], ids=["nothing", "collection", "record", "hostile"]
)  # fmt: skip
def test_the_page_is_whole_and_needs_nothing_else(objects: list[Found]) -> None:
    page = written(objects)
    checker = check(page)
    assert not checker.tags & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert "url(" not in page
    assert "@import" not in page
    assert html.fromstring(page).get("lang") == "en"
    assert page == written(objects)


def test_hostile_words_are_shown_and_do_nothing() -> None:
    page = written(hostile_objects())
    assert "<script" not in page
    assert "[U+202E]evil[U+202C]" in page
    assert "[U+0000]" in page
    assert "[U+D800]" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ud800-\udfff]", page)
    assert 'href="javascript' not in page
    page.encode("utf-8")


def test_what_is_hidden_in_words_becomes_visible() -> None:
    assert shown("Za\u0301\u200d עדה\tx\n") == "Za\u0301\u200d עדה\tx\n"
    assert shown("a\u200bb\u2066c") == "a[U+200B]b[U+2066]c"


def test_losses_are_told_and_only_the_text_around_the_words_is_there() -> None:
    objects = list(record_objects(make_record(TEXT + "\n" + "No word of this is cited. " * 40)))
    assert "No word of this is cited. " * 10 not in written(objects)


# --- numbers ----------------------------------------------------------------------------------------


def test_every_item_has_a_number_that_leads_to_its_words() -> None:
    page = html.fromstring(written(collection_objects()))
    items = page.xpath("//li[@class='item']")
    assert items
    for item in items:
        numbers = [link.get("href") for link in item.xpath("p[@class='told']//a[@class='cite']")]
        assert numbers
        (evidence,) = page.xpath(f"//li[@id='{numbers[0][1:]}']")
        bold = " ".join(item.xpath("string(.//q//b)").split())
        assert bold in " ".join(evidence.xpath("string(.//mark)").split())
        assert "characters" in evidence.text_content()


def test_evidence_names_the_records_the_story_and_the_place() -> None:
    objects = collection_objects()
    said = of(objects, "statement")
    evidence = section(written(objects), "evidence")
    start, end = said["content"]["spans"][0]
    assert f"Sorvik Post, “Pelmark shells Drevna”, 5 March 2026. post.txt, characters {start}–{end}." in evidence
    assert said["id"] in evidence
    assert of(objects, "dispute")["id"] in evidence


def test_numbers_are_given_in_the_order_of_citing_and_once() -> None:
    numbering = Numbering()
    one, other = (Evidence("story-1", ((start, 9),), (), f"event-{start}") for start in (1, 2))
    assert [numbering.cite(found).number for found in (one, other, one)] == [1, 2, 1]
    assert [cite.is_first for cite in numbering.cite_all([one, other])] == [False, False]
    again = Evidence("story-1", ((1, 9),), (), "statement-1")
    numbering.cite(again)
    assert numbering.exhibits()[0].records == ("event-1", "statement-1")


def test_a_context_is_cut_between_words_and_stays_in_its_story() -> None:
    text = "before " * 60 + "First story ends. " + "The navy fired. " + "after " * 60
    start = text.index("The navy")
    runs = show(text, ((start, start + 8),), [(start + 9, start + 14)], within=(start, len(text)))
    assert runs[0] == Run("The navy", "words")
    assert Run("fired", "beside") in runs
    assert runs[-1] == Run(" …")
    assert all("befor" not in run.text for run in runs)


def test_pieces_far_apart_have_each_their_context() -> None:
    text = "One said so. " + "filler " * 400 + "Two said so. " + "filler " * 400
    spans = ((0, 3), (text.index("Two"), text.index("Two") + 3))
    runs = show(text, spans)
    assert [run.text for run in runs if run.role == "words"] == ["One", "Two"]
    assert Run(" […] ") in runs
    assert sum(len(run.text) for run in runs) < 900


def test_a_long_sentence_is_cut_around_the_words() -> None:
    text = "so " * 300 + "fired" + " so" * 300
    start = text.index("fired")
    runs = show_sentence(text, [(0, len(text))], ((start, start + 5),), 200)
    assert "".join(run.text for run in runs).startswith("… so")
    assert sum(len(run.text) for run in runs) < 220
    assert Run("fired", "words") in runs


# --- what stands where ------------------------------------------------------------------------------


def test_only_what_reports_assert_is_established_and_copies_count_once() -> None:
    """Four stories tell of the shelling: one is a copy, and one tells of it inside what Brekke says."""
    page = written(collection_objects())
    told = under(page, "established", "Asserted by two or more independent reports")
    assert "asserted by 2 independent reports" in told
    assert "Also told as a fact inside what Ona Brekke (“Brekke”) says, Sorvik Post, 7 March 2026" in told
    assert "Also asserted by Wire Daily, 5 March 2026" not in told
    assert "(repeats another of them, not counted)" in told
    assert "The Pelmark navy shelled Drevna on 4 March" in told
    assert "1 story repeats another" in section(page, "basis")


@pytest.mark.parametrize(
    ("status", "part", "words"),
    [
        ("reported", "said", "according to Ona Brekke"),
        ("alleged", "said", "alleged by Ona Brekke"),
        ("denied", "denied", "denied, according to Ona Brekke"),
        ("negated", "denied", "did not happen, according to Ona Brekke"),
        ("planned", "undone", "planned, not said to have happened, according to Ona Brekke"),
        ("threatened", "undone", "threatened, not said to have happened, according to Ona Brekke"),
        ("called_for", "undone", "called for, not said to have happened, according to Ona Brekke"),
        ("conditional", "undone", "on a condition, not said to have happened, according to Ona Brekke"),
        ("historical", "said", "something earlier, according to Ona Brekke"),
    ],
)
def test_no_other_status_stands_as_fact(status: str, part: str, words: str) -> None:
    objects = list(record_objects(make_record()))
    of(objects, "event", 1)["status"] = status
    page = written(objects)
    assert "ramming" not in section(page, "established")
    assert words in section(page, part)
    row = next(
        row for row in html.fromstring(page).xpath("//table[@class='timeline']//tr") if "ramming" in row.text_content()
    )
    assert words in row.text_content()


def test_acts_of_speech_are_asserted_to_have_been_said() -> None:
    objects = list(record_objects(make_record()))
    of(objects, "event")["event_type"] = "ACCUSE"
    page = written(objects)
    assert "asserted by 1 report" in under(page, "established", "Asserted to have been said")
    assert "that it was said: asserted by a report" in section(page, "timeline")


def test_what_others_deny_stands_apart_with_the_denial() -> None:
    objects = collection_objects()
    of(objects, "event", 1)["status"] = "denied"
    page = written(objects)
    assert not under(page, "established", "Asserted by two or more independent reports")
    told = under(page, "established", "Asserted by reports, and denied by others")
    assert "asserted by 1 report" in told
    assert (
        "Against it: denied, by whom was not read, Tresk Echo, 5 March 2026: “The navy shelled Drevna on Wednesday.”"
        in told
    )


def test_a_fact_inside_somebody_s_words_is_theirs() -> None:
    objects = list(record_objects(make_record()))
    event = of(objects, "event", 1)
    event |= {"status": "actual", "statement": None}
    page = written(objects)
    assert "ramming" not in section(page, "established")
    assert "told as a fact inside what Ona Brekke (“She”), according to an aide to Brekke (not named) says" in section(
        page, "said"
    )


def test_a_figure_in_dispute_is_told_beside_the_happening() -> None:
    objects = collection_objects()
    dispute = of(objects, "dispute")
    dispute["incident"] = of(objects, "incident")["id"]
    told = section(written(objects), "established")
    assert "Disputed (figure, open): “people killed, Drevna”: 12 / 9 / 15" in told


def test_statements_stand_under_who_said_them() -> None:
    objects = collection_objects()
    one, other = sorted(
        {found["id"] for found in objects if found["type"] == "entity" and found["name"] == "Ona Brekke"}
    )[:2]
    same = {identity: Identity(one, "Ona Brekke") for identity in (one, other)}
    page = written(objects, same=same)
    names = html.fromstring(page).xpath("//section[@aria-labelledby='said']//h3")
    assert [name.text_content() for name in names].count("Ona Brekke") >= 1
    told = under(page, "said", "Ona Brekke")
    assert "Ona Brekke said, in the words of the report: “12 people were killed”" in told
    assert "shelled the town" not in section(page, "said")
    assert "Pelmark navy (“The navy”) denied, in the words of the report: “it shelled the town”" in section(
        page, "denied"
    )


def test_sources_that_are_not_named_are_nobody_in_particular() -> None:
    page = written(list(record_objects(make_record())))
    told = under(page, "said", "Sources that are not named")
    assert "An aide to Brekke (not named) said (to reporters), in the words of the report:" in told


def test_sides_stand_in_columns_and_replaced_figures_are_marked() -> None:
    page = html.fromstring(written(collection_objects()))
    (table,) = page.xpath("//table[@class='sides']")
    heads = [" ".join(head.text_content().split()) for head in table.xpath(".//thead//th")]
    assert heads == ["12replaced later by 15, same source", "9", "15"]
    assert table.xpath("string(.//thead//bdi[@class='replaced'])") == "12"
    cells = [" ".join(cell.text_content().split()) for cell in table.xpath(".//tbody/tr[1]/td")]
    assert cells[1] == "according to Tove Lundfirst said 5 March 2026"


def test_a_commitment_says_what_became_of_it_and_who_says_so() -> None:
    told = section(written(collection_objects()), "commitments")
    assert "promise Ona Brekke (“Brekke”): “to reopen the harbour”" in told
    assert "condition: “if the navy withdraws”" in told
    assert "by when: 8 March 2026 (“by Sunday”)" in told
    assert "kept, as reported" in told
    assert "kept: the report itself, Sorvik Post, 7 March 2026: “The harbour was reopened”" in told


def test_the_timeline_is_in_order_and_says_how_each_stands() -> None:
    told = section(written(list(record_objects(make_record()))), "timeline")
    assert told.index("3 May 2026") < told.index("reported 4 May 2026")
    assert "alleged by Ona Brekke (“She”), according to an aide to Brekke (not named)" in told


def test_people_have_their_roles_and_are_joined_only_where_they_are_one() -> None:
    page = html.fromstring(written(list(record_objects(make_record()))))
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//table[@class='people']//tbody/tr")]
    assert len(rows) == 2
    (brekke,) = (row for row in rows if row.startswith("Ona Brekke"))
    assert "harbour warden" in brekke
    assert "may be the same as: Pelmark navy (a test)" in brekke


# --- what people decided ----------------------------------------------------------------------------


def judged(record: Found, verdict: str, document: str, **more: Any) -> Found:
    return to_object(judge_record(record, verdict, by="Ada", at="2026-06-01T10:00:00Z", document=document, **more))


def test_records_are_shown_as_people_decided() -> None:
    objects = list(record_objects(make_record()))
    document = of(objects, "document")["id"]
    said, closed = of(objects, "statement"), of(objects, "event")
    page = written([
        *objects, judged(said, "amended", document, field="act", value={"act": "allege"}), judged(closed, "accepted", document),
        judged(of(objects, "statement", 3), "rejected", document, reason="not hers"),
    ])  # fmt: skip
    assert "Ona Brekke alleged: “Nobody asked the fishermen”" in section(page, "said")
    assert "act amended by Ada, 1 June 2026" in section(page, "said")
    assert "accepted by Ada, 1 June 2026" in section(page, "established")
    assert "the claim" not in section(page, "denied")
    told = section(page, "rejected")
    assert "The navy denied, in the words of the report: “the claim”" in told
    assert "rejected by Ada, 1 June 2026: not hers" in told


def test_what_rests_on_a_rejected_statement_says_so() -> None:
    objects = list(record_objects(make_record()))
    document = of(objects, "document")["id"]
    page = written([*objects, judged(of(objects, "statement", 1), "rejected", document)])
    assert "(that statement was rejected by Ada, 1 June 2026)" in section(page, "said")


def test_a_rejected_dispute_counts_for_nothing() -> None:
    objects = collection_objects()
    dispute = of(objects, "dispute")
    judgement = Judgement(
        content_id("judgement", "x"), dispute["id"], "rejected", "Ada", "2026-06-01T10:00:00Z", None, None
    )
    page = written([*objects, to_object(judgement)])
    assert "No dispute was found." in section(page, "disputed")
    assert "more left out" not in section(page, "disputed")
    assert "people killed, Drevna" in section(page, "rejected")


# --- much of it -------------------------------------------------------------------------------------


def test_much_is_bounded_and_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.publish.formats.dossier.gathering.HELD", 160)
    objects = [one for record in many_records(100) for one in record_objects(record)]
    page = written(objects)
    check(page)
    assert f"At least {80 - LISTED} more left out here." in section(page, "established")
    assert "280 more statements and events for which there is no room here: narrow the search" in section(
        page, "reading"
    )
    assert "100 documents" in page


def test_a_dossier_does_not_grow_without_end() -> None:
    few, many = (
        written([one for record in many_records(count) for one in record_objects(record)]) for count in (60, 120)
    )
    assert len(many) < 1.05 * len(few)
