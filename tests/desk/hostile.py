"""Documents that want to break a page: 200 of them, always the same, in the formats that are read."""

from __future__ import annotations

import csv
import html
import json
from pathlib import Path
from random import Random

COUNT = 200
SEED = 20260304
MEGABYTE = 1_000_000

MARKUP = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</article></main><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}", "&lt;b&gt;&amp;#x3c;", "<!-- <b> -->", "]]></script><script>window.pwned = 1</script>", "<style>*{display:none}</style>",
    '" data-marks="x" class="lit', "<iframe srcdoc='<script>parent.pwned=1</script>'>", "<base href=//evil.example>",
)  # fmt: skip
CHARACTERS = (
    "\u202eevil\u202c", "\u202e", "\u2066isolated\u2069", "\u2067\u2067", "\u061c\u200f", "zero\u200bwidth\u200d", "\u2060\ufeff", "soft\u00adhyphen",
    "Za" + "\u0301\u0327\u0489" * 30, "\u0301first", "𝔄𝔡𝔞", "🎈👩‍👩‍👧🏳️‍🌈", "𐍈\U0010ffff", "N\0UL", "\a\x1b[31mred\x7f", "\ud800", "low\udfff", "\ud83d\udc00",
    "أدا لوند", "עדה לונד", "a\u2028b", "c\u00a0d\u3000", "tab\there", "É\u0301é", "ﬁ ſ İ ß",
)  # fmt: skip
ADDRESSES = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)//", "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)",
    "https://a.example/\u202ecod.exe", "https://good.example/\"onclick='alert(1)", "//evil.example/x", "file:///etc/passwd", "https://post.example/news/1",
    "http://[::1", "",
)  # fmt: skip
SAID = (
    "{name} said on Tuesday that {noise} the militia had fired at 12 nurses in {place}.",
    "“We did not fire {noise},” {name} told reporters in {place}.",
    "{name} denied {noise} that the army had shelled {place} on 4 March 2026.",
    "An officer, who asked not to be named, said {name} had threatened to arrest {noise} 40 drivers.",
    'Mayor {name} said: "We \'fired {noise}," she said\' "and $3m is gone".',
    "“He said ‘I told {name} “it was {noise} over”’,” a witness said.",
    "{noise}",
)
NAMES = ("Ada Lund", "Emil Sava", "the Sorvik Guard", "Tolmen", "Halyna Kost")
PLACES = ("Sorvik", "Tolmen", "Port Amara")


def write_hostile(folder: Path) -> list[str]:
    """The set as files in a folder; what to read. Most are rows of one file, since JSON can hold what a file's text cannot."""
    random = Random(SEED)
    pages, texts, rows = 20, 20, 20
    paths = [_page(folder, number, random) for number in range(pages)]
    paths += [_text(folder, number, random) for number in range(texts)]
    paths.append(_table(folder, rows, random))
    items = [_item(number, random) for number in range(COUNT - pages - texts - rows - len(large()))]
    export = folder / "export.jsonl"
    export.write_text("".join(json.dumps(item) + "\n" for item in [*items, *large()]), encoding="ascii")
    return [*map(str, paths), str(export)]


def large() -> list[dict[str, str]]:
    """Long ones: a word and a paragraph of a megabyte, quotations without end, marks upon marks."""
    first = "Ada Lund said on Tuesday that “we fired 12 times” in Sorvik. "
    told = "She said it was so. 🎈 " * 40_000
    return [
        {"title": "A word", "body": first + "\n" + "x" * MEGABYTE},
        {"title": "A paragraph", "body": first + "y" * 99_800 + " " + told[:MEGABYTE]},
        {"title": "Combining", "body": first + "z" * 99_900 + "\u0301" * 200_000},
        {"title": "Quotations", "body": first + "\n".join("“a ‘b" for _ in range(300))},
        {
            "title": "Names",
            "body": "\n".join(f"{MARKUP[number % len(MARKUP)]}" for number in range(120)) + "\n" + first,
        },
    ]


def _noise(random: Random) -> str:
    return random.choice((*MARKUP, *CHARACTERS))


def _name(random: Random) -> str:
    name = random.choice(NAMES)
    return name if random.random() < 0.4 else f"{name} {_noise(random)}"


def _body(random: Random) -> str:
    said = random.sample(SAID, 2 if random.random() < 0.2 else 1)
    return "\n".join(one.format(name=_name(random), noise=_noise(random), place=random.choice(PLACES)) for one in said)


def _item(number: int, random: Random) -> dict[str, str]:
    return {
        "title": f"{_noise(random)} {number} {_noise(random)}", "body": _body(random), "outlet": f"The {_noise(random)} Post",
        "url": random.choice(ADDRESSES), "published": random.choice(("2026-03-05", "<b>", "")), "author": _noise(random),
    }  # fmt: skip


def _page(folder: Path, number: int, random: Random) -> Path:
    path = folder / f"page {number} {MARKUP[number % len(MARKUP)].replace('/', '∕')[:60]}.html"
    title, outlet, address = (
        html.escape(_plain(words)) for words in (_noise(random), _noise(random), random.choice(ADDRESSES))
    )
    body = "".join(f"<p>{html.escape(_plain(line))}</p>" for line in _body(random).split("\n"))
    path.write_text(
        f'<!doctype html><html><head><title>{title}</title><meta property="og:site_name" content="{outlet}">'
        f'<link rel="canonical" href="{address}"><meta name="author" content="{title}"></head><body><article><h1>{title} {number}</h1>'
        f"<script>alert('page')</script>{body}<img src=x onerror=alert(2)></article></body></html>",
        encoding="utf-8",
    )
    return path


def _text(folder: Path, number: int, random: Random) -> Path:
    """A file with a hostile name."""
    name = (*MARKUP, *CHARACTERS)[number % (len(MARKUP) + len(CHARACTERS))]
    path = folder / f"{number} {_plain(name).replace('/', '∕')[:60]}.txt"
    path.write_text(f"{_plain(_noise(random))}\n{_plain(_body(random))}\n", encoding="utf-8")
    return path


def _table(folder: Path, rows: int, random: Random) -> Path:
    path = folder / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("paper", "date", "link", "headline", "body"))
        for number in range(rows):
            item = _item(number, random)
            row = (item["outlet"], item["published"], item["url"], item["title"], item["body"])
            writer.writerow([_plain(words) for words in row])
    return path


def _plain(words: str) -> str:
    """What a file of text can hold: no lone surrogates, no NUL."""
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
