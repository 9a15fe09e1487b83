"""Timelines as JSON, and as a page that is looked at in a browser."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import lxml.html
import pytest

from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.timelines.happened import HAPPENINGS, WEIGHTY, happened_in
from onrecord.publish.formats.timelines.pages import write_timeline_page
from onrecord.store import timeline as stored
from tests.publish import nets


def written(selection: Any) -> Any:
    out = io.StringIO()
    export(selection, form="timeline", out=out)
    return json.loads(out.getvalue())


def page(selection: Any) -> str:
    out = io.StringIO()
    write_timeline_page(selection, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def timeline() -> Any:
    return written(nets.selection())


@pytest.fixture(scope="module")
def html() -> Any:
    return lxml.html.document_fromstring(page(nets.selection()))


def row(timeline: Any, *words: str) -> Any:
    (found,) = [one for one in timeline["rows"] if all(part in json.dumps(one, ensure_ascii=False) for part in words)]
    return found


def test_the_rules_are_those_of_the_library() -> None:
    assert frozenset(stored.HAPPENINGS) == HAPPENINGS
    assert {act.value for act in stored.WEIGHTY} == WEIGHTY


def test_one_object_with_rows_and_counts(timeline: Any) -> None:
    assert timeline["type"] == "timeline"
    assert timeline["count"] == len(timeline["rows"]) == 10
    assert timeline["count_without_date"] == sum(one["date"] is None for one in timeline["rows"]) == 3


def test_rows_are_in_the_order_of_happening_and_what_has_no_date_comes_last(timeline: Any) -> None:
    days = [(one["date"], one["date_from"]) for one in timeline["rows"]]
    assert days == [
        ("2026-03", "event"), ("2026-W18", "event"), ("2026-05-03", "incident"), ("2026-05-04", "reported"), ("2026-05-04", "reported"),
        ("2026-05-04", "reported"), ("2026-05-04", "reported"), (None, None), (None, None), (None, None),
    ]  # fmt: skip


def test_the_order_of_happening_is_not_that_of_reporting() -> None:
    objects = nets.objects()
    for story in (one for one in objects if one["type"] == "story"):
        story["written_on"] = {"value": "2020-01-01", "precision": "day", "how": "user", "text": None, "span": None}
    assert [one["date"] for one in written(ObjectSelection(objects))["rows"] if one["date_from"] == "event"] == [
        "2026-03",
        "2026-W18",
    ]


def test_a_row_says_what_happened_how_it_stands_and_in_what_words(timeline: Any) -> None:
    found = row(timeline, "closed, Sorvik, 3 May 2026")
    assert (found["type"], found["date"], found["date_precision"], found["date_words"]) == (
        "incident",
        "2026-05-03",
        "day",
        ["on 3 May"],
    )
    assert found["actors"] == ["Pelmark navy"]
    assert found["recipients"] == ["the harbour of Sorvik"]
    assert found["independent_reports"] == 1
    assert found["outlets"] == ["Sorvik Echo", "The Sorvik Post"]
    (standing,) = found["standing"]
    assert (standing["status"], standing["words"], standing["by"]) == ("actual", "the report says so itself", [])
    texts = {one["id"]: one["text"] for one in nets.of_type("document")}
    for one in found["evidence"]:
        start, end = one["quotation_span"]
        assert one["quotation"] == texts[one["document"]][start:end]
        assert one["words"] == texts[one["document"]][slice(*one["span"])] == "closed"
    assert [one["judged"] for one in found["judged"]] == ["rejected by Ada Moll, 2026-05-05"]


def test_what_is_alleged_says_by_whom_and_what_was_said_about_it(timeline: Any) -> None:
    found = row(timeline, '"accepted by Bo Ek, 2026-05-06"')
    (standing,) = found["standing"]
    assert (standing["words"], standing["by"]) == ("alleged by Ona Brekke", ["Ona Brekke"])
    said = {one["words"]: one for one in found["said"]}
    assert said["ramming two boats"]["act"] == "accuse"
    assert said["ramming two boats"]["source"] == "Ona Brekke"
    assert said["She accused the navy of ramming two boats"]["source"] == "an aide to Brekke"
    assert said["the claim"]["judged"] == ["amended (act) by Bo Ek, 2026-05-05"]
    (dispute,) = found["disputes"]
    assert [side["value"] for side in dispute["sides"]] == ["rammed", "did not ram"]


def test_what_is_planned_or_denied_is_no_fact(timeline: Any) -> None:
    words = [one["standing"][0]["words"] for one in timeline["rows"] if one["standing"]]
    assert "planned, said by The mayor" in words
    assert "denied by Ilka Ros" in words


def test_what_was_only_said_in_the_same_words_stands_once(timeline: Any) -> None:
    said = [one for one in timeline["rows"] if one["type"] == "statement"]
    assert [one["kind"] for one in said] == ["threaten"]
    alone = written(
        ObjectSelection([one for one in nets.objects() if one["type"] not in ("event", "incident", "dispute")])
    )
    denials = [one for one in alone["rows"] if one["kind"] == "deny" and one["actors"] == ["The navy"]]
    assert [len(one["said"][0]["statements"]) for one in denials] == [2]
    assert denials[0]["outlets"] == ["The Sorvik Post", "Sorvik Echo"]


def test_what_is_told_in_the_words_of_a_source_alone_says_so(timeline: Any) -> None:
    storm = row(timeline, '"what": "storm"')
    assert [(one["status"], one["words"]) for one in storm["standing"]] == [("reported", "said by Ona Brekke")]
    objects = [one for one in nets.objects() if one["type"] != "statement"]
    for event in (one for one in objects if one["type"] == "event"):
        event["statement"] = None
    assert row(written(ObjectSelection(objects)), '"what": "storm"')["standing"] == []


@pytest.mark.parametrize(
    ("status", "shown"), [("called_for", False), ("conditional", False), ("negated", False), ("historical", True)]
)
def test_what_did_not_happen_has_no_row_and_is_counted(status: str, shown: bool) -> None:
    objects = nets.objects()
    resigned = next(one for one in objects if one["type"] == "event" and one["trigger"]["text"] == "resigned")
    resigned["status"] = status
    found = written(ObjectSelection(objects))
    assert (resigned["id"] in {one["id"] for one in found["rows"]}) is shown
    assert found["left_out"].get(status, 0) == (0 if shown else 1)


def test_a_row_says_how_much_of_it_is_not_selected() -> None:
    objects = nets.objects()
    cut = [one for one in objects if one["type"] != "event" or one["trigger"]["text"] != "closed"]
    assert row(written(ObjectSelection(cut)), "closed, Sorvik")["events_not_selected"] == 2


def test_losses_are_what_is_lost(timeline: Any) -> None:
    text = json.dumps(timeline)
    assert format_named("timeline").losses
    assert timeline["left_out"] == {"said: state": 1}
    said = [one for one in nets.of_type("statement") if one["quotation"] == "direct"]
    for kind in ("entity", "time", "place", "copy"):
        assert nets.of_type(kind)[0]["id"] not in text, kind
    assert [one["id"] in text for one in said] == [True, False]  # the first holds words of the storm
    assert nets.TALKS not in text
    assert "\\u0000" not in text
    assert row(timeline, '"what": "storm"')["date_from"] == "reported"


# --- the page ---------------------------------------------------------------------------------------


def test_the_page_has_every_row_and_the_undated_ones_in_the_end(html: Any, timeline: Any) -> None:
    ids = [one.get("id") for one in html.iter("li") if "row" in (one.get("class") or "").split()]
    assert ids == [one["id"] for one in timeline["rows"]]
    headings = [one.text_content() for one in html.iter("h2")]
    assert headings == ["2026", "Date unknown"]


def test_the_page_needs_nothing_else(html: Any) -> None:
    text = page(nets.selection())
    assert not html.xpath("//script|//link|//img|//iframe|//object|//form|//@style")
    assert not re.search(r"@import|url\(", text)
    assert html.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [
        "default-src 'none'; style-src 'unsafe-inline'"
    ]
    assert set(html.xpath("//@href")) == {"https://post.example/a"}


def test_hostile_words_are_words(html: Any) -> None:
    assert "<script>alert(1)</script>" in html.text_content()
    assert not any(one.startswith(("javascript", "data")) for one in html.xpath("//@href"))
    assert not set("\x00\x1b\u202e\ufffe") & set(page(nets.selection()))


def test_a_page_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    export(ObjectSelection([]), form="timeline", out=path)
    assert "Nothing is found" in path.read_text(encoding="utf-8")


def test_surrogates_do_not_break_either(tmp_path: Path) -> None:
    for name in ("a.html", "a.json"):
        export(ObjectSelection(nets.with_surrogates(nets.objects())), form="timeline", out=tmp_path / name)
        assert "al\ufffdt(1)" in (tmp_path / name).read_text(encoding="utf-8")


def test_the_same_twice_is_the_same_bytes() -> None:
    assert page(nets.selection()) == page(nets.selection())
    with happened_in(nets.selection()) as happened:
        assert list(happened.rows()) == list(happened.rows())


@pytest.mark.parametrize("width", [1280, 390])
def test_in_a_browser_it_fits_and_its_choices_hide_rows(browser: Any, tmp_path: Path, width: int) -> None:
    path = tmp_path / "page.html"
    export(nets.selection(), form="timeline", out=path)
    said: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        opened = context.new_page()
        opened.on("console", lambda message: said.append(message.text))
        opened.on("dialog", lambda dialog: said.append(dialog.message))
        opened.goto(path.as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.locator(".row:visible").count() == 10
        opened.get_by_label("alleged or denied").check()
        shown = opened.locator(".row:visible")
        assert shown.count() == 3
        assert "alleged by Ona Brekke" in shown.first.inner_text()
        opened.get_by_label("what reports themselves say").check()
        assert "alleged" not in opened.locator(".row:visible .chip").all_inner_texts()
    assert said == []


def test_marks_of_what_no_report_says_itself_are_open(html: Any) -> None:
    open_marks = {one.get("id") for one in html.iter("li") if "doubted" in (one.get("class") or "").split()}
    timeline = written(nets.selection())
    facts = {one["id"] for one in timeline["rows"] if any(s["status"] == "actual" for s in one["standing"])}
    assert not facts & open_marks
    assert facts | open_marks == {one["id"] for one in timeline["rows"]}


def test_the_page_is_well_formed() -> None:
    text = page(nets.selection())
    body = text[text.index("<main>") : text.index("</main>") + len("</main>")]
    ElementTree.fromstring(body)
