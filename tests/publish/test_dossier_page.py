"""A dossier in a real browser: everybody can use it, it loads nothing, and it prints."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from onrecord.publish import ObjectSelection, export
from onrecord.serialize import record_objects
from tests.builders import make_record
from tests.publish.hostile import hostile_objects
from tests.publish.test_citations import collection_objects

AXE = Path(__file__).parents[1] / "desk" / "vendor" / "axe.min.js"
RUN = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .map(found => `${found.id} (${found.impact}): ${found.help}: ${found.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')}`)"""
SIZES = {"A4": (595, 842), "Letter": (612, 792)}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with something of everything, and with words that want to break it."""
    found = tmp_path_factory.mktemp("dossier") / "dossier.html"
    objects = [*collection_objects(), *record_objects(make_record()), *hostile_objects()]
    export(ObjectSelection(objects), form="dossier", out=str(found))
    return found


@pytest.mark.network
@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_it_and_it_loads_nothing(browser: Browser, path: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page, said, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    page.click("a.cite >> nth=0")
    assert page.evaluate("document.querySelector(':target').id") == "e1"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN) == []
    context.close()
    assert not said
    assert {url.partition("#")[0] for url in asked} == {path.as_uri()}


@pytest.mark.network
@pytest.mark.parametrize("size", sorted(SIZES))
def test_it_prints(browser: Browser, path: Path, size: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format=size)))
    context.close()
    width, height = SIZES[size]
    assert all(
        abs(sheet.mediabox.width - width) < 2 and abs(sheet.mediabox.height - height) < 2 for sheet in printed.pages
    )
    text = " ".join(printed.pages[0].extract_text().split())
    assert "Dossier" in text or "DOSSIER" in text
    assert "It does not say what is true" in text


@pytest.mark.network
def test_no_page_ends_with_a_heading_or_in_the_middle_of_what_explains_it(browser: Browser, path: Path) -> None:
    """Wherever a section comes to stand: its heading, what explains it and the first of what it holds are on one page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<div id=space></div>')")
    notes = page.evaluate("[...document.querySelectorAll('section > .intro')].map(one => one.textContent.trim())")
    assert len(notes) > 5
    for height in range(0, 900, 60):
        page.evaluate("height => { document.querySelector('#space').style.height = height + 'px'; }", height)
        sheets = [_plain(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
        for note in map(_plain, notes):
            (own,) = [sheet for sheet in sheets if note[:40] in sheet] or [""]
            assert note in own, (height, note)
            assert not own.endswith(note), (height, note)
    context.close()


def _plain(words: str) -> str:
    """Letters alone: a PDF has other spaces and ligatures."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", words) if letter.isalpha())
