"""A story beside its record: what is marked, what is said of it, and how one leads to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.desk.words import day, shown, time_value, web_address
from onrecord.model import Content, Record
from onrecord.model.spans import evidence
from onrecord.publish.shared.words import standing_by
from onrecord.store import Store
from tests.builders import make_document, make_record, make_statement, make_story
from tests.desk.lit import Marked, words_of


def stories_of(store: Store) -> list[str]:
    return [found["id"] for found in store.objects() if found["type"] == "story"]


def documents_of(store: Store) -> list[str]:
    return [found["id"] for found in store.objects() if found["type"] == "document"]


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store(str(db)) as found:
        yield found


@pytest.fixture
def busiest(store: Store) -> str:
    """The story with the most statements."""
    counts = [count for document in documents_of(store) for count in store.story_counts(document)]
    return max(counts, key=lambda count: count.statements).id


def test_every_record_of_every_story_has_exactly_its_words(client: TestClient, store: Store) -> None:
    for story in stories_of(store):
        marked, found = Marked(client.get(f"/story/{story}").text), store.beside(story)
        start, end = found.stories[0]["span"]
        assert marked.text == shown(found.document["text"][start:end])
        for record, words in words_of(found).items():
            assert marked.words[record] == words, (story, record)


def test_a_document_has_all_its_text_and_a_table_of_its_stories(client: TestClient, store: Store) -> None:
    for document in documents_of(store):
        html = client.get(f"/document/{document}").text
        marked, found = Marked(html), store.beside(document)
        assert marked.text == shown(found.document["text"])
        assert {record: marked.words[record] for record in words_of(found)} == words_of(found)
        for story in found.stories:
            assert f'href="/story/{story["id"]}"' in html


def test_the_json_twin_has_the_same_words(client: TestClient, busiest: str) -> None:
    found = client.get(f"/story/{busiest}.json").json()
    pieces = [piece for line in found["lines"] for piece in line["pieces"]]
    assert "".join(piece["text"] for piece in pieces) == Marked(client.get(f"/story/{busiest}").text).text
    assert found["rows"]["statements"][0]["lead"]


def test_a_record_leads_to_its_words(client: TestClient, store: Store, busiest: str) -> None:
    found = store.beside(busiest)
    for kind in ("statement", "event", "quantity", "time", "place"):
        for record in found.read[kind][:2]:
            answer = client.get(f"/record/{record['id']}")
            assert answer.headers["location"] == f"/story/{busiest}#{record['id']}"
            assert client.get(f"/record/{record['id']}.json").json() == {"then": answer.headers["location"]}


def test_filters_go_along(client: TestClient, store: Store, busiest: str) -> None:
    statement = store.beside(busiest).read["statement"][0]["id"]
    assert client.get(f"/record/{statement}?q=said").headers["location"] == f"/story/{busiest}?q=said#{statement}"


def test_what_is_not_there_is_said(client: TestClient) -> None:
    for path in ("/story/story-ffffffffff", "/record/event-ffffffffff", "/record/rumour", "/document/document-000000"):
        assert client.get(path).status_code == 404, path


def test_an_id_of_another_kind_goes_to_its_own_page(client: TestClient, busiest: str, store: Store) -> None:
    document = store.beside(busiest).document["id"]
    assert client.get(f"/story/{document}").headers["location"] == f"/document/{document}"


def test_every_statement_says_who_and_every_event_how_it_stands(client: TestClient, store: Store) -> None:
    for document in documents_of(store):
        rows = client.get(f"/document/{document}.json").json()["rows"]
        assert all(row["lead"] and row["act"] and row["notes"] for row in rows["statements"])
        for row in rows["events"]:
            assert row["standing"]
            assert row["statement"] or " by " not in row["standing"]


def test_nested_statements_are_numbered_within_the_outer_one(client: TestClient, store: Store) -> None:
    seen = 0
    for document in documents_of(store):
        rows = client.get(f"/document/{document}.json").json()["rows"]["statements"]
        number = {row["id"]: row["number"] for row in rows}
        for row in rows:
            if row["within"]:
                seen += 1
                assert row["number"].rpartition(".")[0] == number[row["within"]["id"]] == row["within"]["words"]
                assert "as told by" in row["lead"]
    assert seen


def test_furniture_is_labelled_and_kept(client: TestClient, store: Store) -> None:
    document = documents_of(store)[0]
    lines = client.get(f"/document/{document}.json").json()["lines"]
    assert any(line["is_furniture"] for line in lines)
    assert all(line["is_furniture"] == (line["kind"] not in ("prose", "heading", "caption")) for line in lines)


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://post.example/a?b=c#d", True),
        ("HTTP://post.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("https:javascript", False),
        ("https://a.example/\u202egpj", False),
        ("https://a.example\\@b.example", False),
        ("//post.example/a", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(address: str | None, is_link: bool) -> None:
    assert (web_address(address) == address and address is not None) is is_link


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-03-04", "4 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
        ("2026-W11", "week 11 of 2026"),
        ("2026-03-05T18:00", "5 March 2026"),
        ("XXXX-XX-XXT20:00", "XXXX-XX-XXT20:00"),
        ("2026-SP", "spring of 2026"),
        ("20260304", "20260304"),
        ("2026-W11-3", "2026-W11-3"),
        ("202", "2020s"),
        (None, ""),
    ],
)
def test_no_day_is_made_up(value: str | None, words: str) -> None:
    assert day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [("P2D", "2 days"), ("PT1H", "1 hour"), ("P1M", "1 month"), ("PT5M", "5 minutes"), ("PXD", "PXD"), ("2026-W11", "week 11 of 2026"), (None, "")],
)  # fmt: skip
def test_times_are_put_in_words_where_that_is_simple(value: str | None, words: str) -> None:
    assert time_value(value) == words


def test_a_standing_says_according_to_whom() -> None:
    assert standing_by("alleged", "the prosecutor's office") == "alleged by the prosecutor's office"
    assert standing_by("reported", "an aide (not named)") == "said by an aide (not named)"
    assert standing_by("actual", None) == "the report says so itself"


def test_what_a_page_cannot_hold_is_a_picture_of_it() -> None:
    text = "a\0b\r\ud800\x7f\tc\nd\u202ee\u202c"
    assert shown(text) == "a␀b␍\ufffd␡\tc\nd\ufffde\ufffd"
    assert len(shown(text)) == len(text)


@pytest.mark.thorough
def test_thousands_of_crossing_statements_are_shown_in_parts(tmp_path: Path) -> None:
    text = "\n".join(f"Ada Lund said {number} that we fired and that they left at noon." for number in range(600))
    document, clean = make_document(text)
    story = make_story(document, text)
    one = make_statement(story, text, None, "Ada")
    starts = [match.start() for match in re.finditer("Ada", text)]
    spans = [(start, min(start + 150, len(text))) for start in starts]
    spans += [(number, len(text) - number) for number in range(100)]
    statements = tuple(
        replace(one, id=f"statement-{number:020x}", content=Content((evidence(text, *span),)))
        for number, span in enumerate(spans)
    )
    with Store(str(tmp_path / "many.db")) as store:
        store.add(Record(document, clean, (story,), (), statements, (), (), (), (), ()), version="1")
        client = TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1")
        parts = client.get(f"/story/{story.id}.json").json()["parts"]
        assert parts > 3
        shown_parts = [client.get(f"/story/{story.id}?part={part}").text for part in range(1, parts + 1)]
        assert max(map(len, shown_parts)) < 3_000_000
        marked = [Marked(html) for html in shown_parts]
        assert "".join(part.text for part in marked) == text
        for record_id, words in words_of(store.beside(story.id)).items():
            assert "".join(part.words.get(record_id, "") for part in marked) == words
        answer = client.get(f"/record/{statements[len(starts) - 1].id}", follow_redirects=False)
        assert answer.headers["location"] == f"/story/{story.id}?part={parts}#{statements[len(starts) - 1].id}"


def test_a_document_without_words_says_so(tmp_path: Path) -> None:
    record = make_record("")
    with Store(str(tmp_path / "empty.db")) as store:
        store.add(record, version="1")
        client = TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1")
        answer = client.get(f"/document/{record.document.id}")
        assert answer.status_code == 200
        assert "A document without words" in answer.text
        assert record.issues[0].message in answer.text
        where = client.get(f"/record/{record.issues[0].id}", follow_redirects=False).headers["location"]
        assert where == f"/document/{record.document.id}#{record.issues[0].id}"


# --- in a browser ---------------------------------------------------------------------------------


def lit_words(page: Page) -> str:
    return "".join(page.locator("#text .lit").all_text_contents())


@pytest.mark.network
def test_a_record_lights_its_words_and_words_their_records(
    page: Page, address: str, store: Store, busiest: str
) -> None:
    found = store.beside(busiest)
    wanted = words_of(found)
    page.goto(f"{address}/story/{busiest}")
    for statement in found.read["statement"][:6]:
        page.locator(f'[data-light="{statement["id"]}"]').click()
        assert lit_words(page) == wanted[statement["id"]]
        page.wait_for_url(f"**#{statement['id']}")
    event = found.read["event"][0]["id"]
    page.locator(f'[data-marks~="{event}"].trigger').first.click()
    expect(page.locator(f'.row[data-record="{event}"]')).to_have_class(re.compile(r"\b(lit|under)\b"))


@pytest.mark.network
def test_clicks_on_words_go_through_all_that_lie_there(page: Page, address: str, store: Store, busiest: str) -> None:
    page.goto(f"{address}/story/{busiest}")
    spans = page.locator("#text [data-marks*=' ']")
    span = spans.first
    ids = (span.get_attribute("data-marks") or "").split()
    ids = [one for one in ids if page.locator(f'.row[data-record="{one}"]').count()]
    for one in [*ids, ids[0]]:
        span.click(position={"x": 2, "y": 6})
        page.wait_for_url(f"**#{one}")
        assert page.locator(".row.lit").count() == 1
        assert page.locator(".row.lit, .row.under").count() == len(ids)


@pytest.mark.network
def test_keys_go_through_the_records(page: Page, address: str, store: Store, busiest: str) -> None:
    page.goto(f"{address}/story/{busiest}")
    rows = page.locator(".row[data-record]")
    for number in range(3):
        page.keyboard.press("j")
        assert page.locator(".row.lit").get_attribute("id") == rows.nth(number).get_attribute("id")
    page.keyboard.press("k")
    second = rows.nth(1).get_attribute("id") or ""
    assert page.locator(".row.lit").get_attribute("id") == second
    page.keyboard.press("Enter")
    assert lit_words(page) == words_of(store.beside(busiest))[second]
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


@pytest.mark.network
def test_an_address_lights_its_record(page: Page, address: str, store: Store, busiest: str) -> None:
    event = store.beside(busiest).read["event"][-1]["id"]
    page.goto(f"{address}/record/{event}")
    expect(page.locator(".row.lit")).to_have_attribute("id", event)
    assert lit_words(page) == words_of(store.beside(busiest))[event]
    expect(page.locator("#text .lit").first).to_be_in_viewport()


@pytest.mark.network
def test_a_record_of_another_story_is_looked_for(page: Page, address: str, store: Store) -> None:
    one, other = stories_of(store)[:2]
    statement = store.beside(other).read["statement"][0]["id"]
    page.goto(f"{address}/story/{one}#{statement}")
    page.wait_for_url(f"**/story/{other}#{statement}")
    expect(page.locator(".row.lit")).to_have_attribute("id", statement)


@pytest.mark.network
def test_kinds_of_marks_are_taken_away_and_put_back(page: Page, address: str, busiest: str) -> None:
    page.goto(f"{address}/story/{busiest}")
    content = page.locator("#text .content").first
    before = content.evaluate("e => getComputedStyle(e).boxShadow")
    assert before != "none"
    page.get_by_label("statements").uncheck()
    assert content.evaluate("e => getComputedStyle(e).boxShadow") == "none"
    page.reload()
    assert content.evaluate("e => getComputedStyle(e).boxShadow") == "none"
    page.get_by_label("statements").check()
    assert content.evaluate("e => getComputedStyle(e).boxShadow") == before


@pytest.mark.network
def test_a_phone_shows_it_without_scrolling_sideways(page: Page, address: str, store: Store, busiest: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (f"/story/{busiest}", f"/document/{documents_of(store)[0]}"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
