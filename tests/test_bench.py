"""The table of costs has every room."""

from __future__ import annotations

from pathlib import Path

from evaluation.bench import ROOMS, read_all, write_pages

TEXT = """Ferry stays in port

VESK, Orland, 4 March 2026 — The harbour master said on Wednesday that the night ferry would stay in port until the storm had passed.

"Nobody sails in this," Ana Lind told reporters. Three boats sank last week.
"""


def test_every_room_is_timed_for_texts_and_pages(tmp_path: Path) -> None:
    texts, pages = tmp_path / "texts", tmp_path / "pages"
    texts.mkdir()
    pages.mkdir()
    (texts / "0.txt").write_text(TEXT, encoding="utf-8")
    write_pages(texts, pages)
    for folder in (texts, pages):
        spent = read_all(folder)
        assert set(spent) == {"intake", "of that the graph", *ROOMS, "store", "settle"}
        assert spent["of that the graph"] < spent["annotate"]
        assert min(spent.values()) > 0
