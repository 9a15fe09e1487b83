"""axe-core on every page, in light, in dark and at the width of a phone: no serious or critical violation."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docs.screenshots import VIEWS, addresses, served
from playwright.sync_api import Browser

from onrecord.desk import Settings
from onrecord.desk.pages import PAGES
from onrecord.store import Store

VENDOR = Path(__file__).parent / "vendor"
RUN = """async () => {
  for (const found of document.querySelectorAll('details')) found.open = true;
  const result = await axe.run(document, { resultTypes: ['violations'] });
  return result.violations.filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => `${found.id} (${found.impact}): ${found.help}: ${found.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')}`);
}"""


@pytest.fixture(scope="module")
def desk(read_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A desk with a saved search that has something new, and the addresses of its pages."""
    db = Path(shutil.copy(read_once, tmp_path_factory.mktemp("axe") / "news.db"))
    with Store(str(db)) as store:
        bare = addresses(store)
    paths = bare + tuple(f"{path}?q=said&who=minister" for path in bare if path in {page.path for page in PAGES})
    with served(str(db), Settings(person="Ada")) as address:
        yield address, paths


def test_what_is_run_is_what_was_released() -> None:
    digest = hashlib.sha256((VENDOR / "axe.min.js").read_bytes()).hexdigest()
    assert digest in (VENDOR / "README.md").read_text(encoding="utf-8")


@pytest.mark.network
@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_page_can_be_used_by_everybody(browser: Browser, desk: tuple[str, tuple[str, ...]], view: str) -> None:
    address, paths = desk
    width, height, scheme = VIEWS[view]
    size: Any = {"width": width, "height": height}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page, wrong = context.new_page(), []
    page.set_default_timeout(20_000)
    source = (VENDOR / "axe.min.js").read_text(encoding="utf-8")
    for path in (*paths, "/nowhere"):
        answer = context.request.get(address + path)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        assert answer.ok or path == "/nowhere", (path, answer.status)
        page.goto(address + path)
        page.evaluate(source)
        wrong += [f"{path} {found}" for found in page.evaluate(RUN)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{path} is {wide} px too wide"] if wide > 1 else []
    context.close()
    assert not wrong, "\n".join(wrong)
