"""A set of stories and altered copies of them, made anew at each run, always the same: our own stories cut, put in another order,
joined, edited, under other leads and headlines; and stories that share only what makes no copy.

Each made story knows which sentences of which original it still has, so that it is known of any two what they share.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from training.event_passages import read_passages

from evaluation.readings import read_collection

SENTENCE = re.compile(r"""(?<=[.!?]["”’'])\s+|(?<=[.!?])\s+(?=["“‘A-Z0-9])""")
LEAST = 90
"""Words of a passage that serves as a story."""
PARTS = 2
"""The halves of the set: one to develop on, one that is only reported."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and which one of which original it is, None for one that was written anew."""

    text: str
    of: tuple[str, int] | None


@dataclass(frozen=True)
class Made:
    """A story of the set; `alteration` is what was done to `originals`, "" for an original."""

    name: str
    outlet: str
    published: str
    title: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    alteration: str = ""
    originals: tuple[str, ...] = ()
    half: int = 0

    @property
    def text(self) -> str:
        """The headline and the paragraphs, a line each."""
        return "\n".join([self.title, *(" ".join(one.text for one in paragraph) for paragraph in self.paragraphs)])

    @cached_property
    def length(self) -> int:
        """Its words."""
        return len(self.text.split())

    @cached_property
    def kept(self) -> dict[tuple[str, int], int]:
        """The sentences of originals that it has, each with its number of words."""
        return {one.of: len(one.text.split()) for part in self.paragraphs for one in part if one.of}


def originals() -> list[Made]:
    """Our own stories that are no copies of one another."""
    found: list[Made] = []
    for story in read_collection():
        if story["copy_of"] is None:
            found.append(_original(story["story"], story["outlet"], story["published"], story["text"].split("\n")))
    for passage in read_passages():
        lines = passage.text.split("\n")
        if len(lines) > 3 and len(passage.text.split()) >= LEAST and lines[0].startswith("# "):
            day = date(2025, 1, 1) + timedelta(days=_number(passage.name) % 600)
            outlet = f"Outlet {_number(passage.name + 'o') % 40}"
            found.append(_original(passage.name, outlet, day.isoformat(), [lines[0][2:], *lines[1:]]))
    return found


def _original(name: str, outlet: str, published: str, lines: Sequence[str]) -> Made:
    paragraphs: list[tuple[Sentence, ...]] = []
    count = 0
    for line in lines[1:]:
        parts = [part for part in SENTENCE.split(line) if part]
        paragraphs.append(tuple(Sentence(part, (name, count + i)) for i, part in enumerate(parts)))
        count += len(parts)
    return Made(name, outlet, published, lines[0], tuple(paragraphs), "", (name,), _number(name.split("-")[0]) % PARTS)


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")


# --- what is done to a story ----------------------------------------------------------------------


@dataclass(frozen=True)
class Materials:
    """What alterations are made with."""

    leads: dict[str, tuple[str, str]]
    """Of a story the headline and the first paragraph as another desk wrote them."""
    titles: tuple[str, ...]
    blocks: dict[str, tuple[dict[str, Any], ...]]
    """What stands in many stories, by its kind."""


def materials() -> Materials:
    """The leads of another desk and the pieces of `copies.jsonl`."""
    leads = {one["story"]: (one["title"], one["lead"]) for one in read_collection("leads.jsonl")}
    rows = read_collection("copies.jsonl")
    kinds = {row["kind"] for row in rows}
    blocks = {kind: tuple(row for row in rows if row["kind"] == kind) for kind in kinds}
    return Materials(leads, tuple(row["text"] for row in blocks["title"]), blocks)


Alter = Callable[[Made, random.Random, Materials], Made | None]


def retitled(story: Made, chance: random.Random, given: Materials) -> Made | None:
    return replace(
        story, title=given.leads[story.name][0] if story.name in given.leads else chance.choice(given.titles)
    )


def exact(story: Made, chance: random.Random, given: Materials) -> Made | None:
    return story


def cut(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """The end is left off."""
    keep = max(2, round(len(story.paragraphs) * chance.uniform(0.4, 0.8)))
    return replace(story, paragraphs=story.paragraphs[:keep]) if keep < len(story.paragraphs) else None


def holed(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """Paragraphs of the middle are left out."""
    if len(story.paragraphs) < 4:
        return None
    gone = set(chance.sample(range(1, len(story.paragraphs)), chance.randint(1, len(story.paragraphs) // 2)))
    return replace(story, paragraphs=tuple(p for i, p in enumerate(story.paragraphs) if i not in gone))


def led(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """Under a headline and a lead of another desk; the rest is as it was."""
    if story.name not in given.leads or len(story.paragraphs) < 3:
        return None
    title, lead = given.leads[story.name]
    return replace(story, title=title, paragraphs=((Sentence(lead, None),), *story.paragraphs[1:]))


def led_and_cut(story: Made, chance: random.Random, given: Materials) -> Made | None:
    changed = led(story, chance, given)
    if changed is None or len(changed.paragraphs) < 4:
        return None
    keep = chance.randint(3, len(changed.paragraphs) - 1)
    return replace(changed, paragraphs=changed.paragraphs[:keep])


def reordered(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """The lead stays, the other paragraphs change places."""
    rest = list(story.paragraphs[1:])
    if len(rest) < 2:
        return None
    while tuple(rest) == story.paragraphs[1:]:
        chance.shuffle(rest)
    return replace(story, paragraphs=(story.paragraphs[0], *rest))


def run_together(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """All in one paragraph."""
    return replace(story, paragraphs=(tuple(one for part in story.paragraphs for one in part),))


def broken_up(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """A paragraph for each sentence."""
    return replace(story, paragraphs=tuple((one,) for part in story.paragraphs for one in part))


def brief(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """Two sentences in a column of short news."""
    first = [one for part in story.paragraphs for one in part][:2]
    if sum(len(one.text.split()) for one in first) < 25:
        return None
    return replace(story, title=chance.choice(given.titles), paragraphs=(tuple(first),))


NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
AMERICAN = ((r"\b(harb|neighb|lab|col|fav|hon|rum|hum)our", r"\1or"), ("isation", "ization"), (r"\b(organ|author|recogn|critic|real|mobil|apolog|emphas|final|special|summar)is(?=e|ing)", r"\1iz"),
            (r"(cent|met|theat|lit)re(s?)\b", r"\1er\2"), (r"\b([Dd]ef|[Oo]ff|[Ll]ic)ence", r"\1ense"), ("ogramme", "ogram"), (r"(trave|cance|labe|fue)ll(?=ed|ing)", r"\1l"), ("grey", "gray"), ("towards", "toward"))  # fmt: skip
WORDS = ((r"\bmore than\b", "over"), (r"\babout (?=\d)", "around "), (r"\bpercent\b|%", " per cent"), (r"\bdid not\b", "didn't"), (r"\bwas not\b", "wasn't"), (r"\balso ", ""),
         (r"\bon (?=(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)", ""), (r"\bsaid on\b", "stated on"), (r"\bhowever\b", "though"), (r"\bbecause\b", "since"), (r"\bnearly\b", "almost"),
         (r"\bstarted\b", "began"), (r"\bMr |\bMrs |\bMs ", ""), (r"\bkilled\b", "left dead"), (r"\bafter\b", "following"), (r"\bshut\b", "closed"), (r"\buntil\b", "till"))  # fmt: skip


def edited(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """Numbers as words or figures, American spelling, other quotation marks, single words, an agency's tag, a sentence dropped."""
    changes = [change for change in (_numbers, _american, _quotes, _reworded) if chance.random() < 0.7]
    paragraphs = [
        tuple(replace(one, text=_changed(one.text, changes, chance)) for one in part) for part in story.paragraphs
    ]
    if chance.random() < 0.5:
        paragraphs = [tuple(one for one in part if one is part[0] or chance.random() > 0.2) for part in paragraphs]
    if chance.random() < 0.5:
        first = replace(
            paragraphs[0][0],
            text=f"{chance.choice(('ARLEN (NNA) - ', 'BELMAR, Reuters — ', '(AP) — '))}{paragraphs[0][0].text}",
        )
        paragraphs[0] = (first, *paragraphs[0][1:])
    return replace(story, paragraphs=tuple(paragraphs))


def _changed(text: str, changes: Iterable[Callable[[str, random.Random], str]], chance: random.Random) -> str:
    for change in changes:
        text = change(text, chance)
    return text


def _numbers(text: str, chance: random.Random) -> str:
    text = re.sub(r"\b(1?\d|20)\b(?![.,:]\d)", lambda m: NUMBERS[int(m[0])], text)
    return re.sub(r"\b(ten|eleven|twelve|fifteen|twenty)\b", lambda m: str(NUMBERS.index(m[0])), text)


def _american(text: str, chance: random.Random) -> str:
    for british, american in AMERICAN:
        text = re.sub(british, american, text)
    return text


def _quotes(text: str, chance: random.Random) -> str:
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    return text.replace("'", "’").replace(" - ", " — ")


def _reworded(text: str, chance: random.Random) -> str:
    for old, new in WORDS:
        if chance.random() < 0.6:
            text = re.sub(old, new, text, count=1)
    return text


def everything(story: Made, chance: random.Random, given: Materials) -> Made | None:
    """Another lead, another order, cut and edited."""
    changed: Made | None = story
    for alter in (led, reordered, edited):
        changed = alter(changed, chance, given) if changed else None
    if changed is None or len(changed.paragraphs) < 4:
        return None
    return replace(changed, paragraphs=changed.paragraphs[:-1])


ALTERATIONS: dict[str, Alter] = {
    "exact": exact, "other headline": retitled, "cut": cut, "paragraphs left out": holed, "other lead": led, "other lead, cut": led_and_cut,
    "reordered": reordered, "run together": run_together, "broken up": broken_up, "brief": brief, "edited": edited, "everything": everything,
}  # fmt: skip


def altered(stories: Sequence[Made], given: Materials) -> list[Made]:
    """One to five copies of each story."""
    made: list[Made] = []
    for story in stories:
        chance = random.Random(f"copies {story.name}")
        names = [name for name in ALTERATIONS if ALTERATIONS[name](story, random.Random(0), given) is not None]
        for name in sorted(chance.sample(names, chance.randint(1, 5))):
            changed = ALTERATIONS[name](story, chance, given)
            if changed is not None:
                made.append(_as(changed, name, chance, (story,)))
    return made


def _as(changed: Made, name: str, chance: random.Random, sources: Sequence[Made]) -> Made:
    """A changed story as another outlet's, one to three days later than the last of its originals."""
    day = date.fromisoformat(max(source.published for source in sources)) + timedelta(days=chance.randint(1, 3))
    identity = "+".join(source.name for source in sources)
    return replace(
        changed, name=f"{identity} {name}", outlet=f"Other outlet {chance.randint(1, 30)}", published=day.isoformat(),
        alteration=name, originals=tuple(source.name for source in sources),
    )  # fmt: skip


def joined(stories: Sequence[Made], given: Materials) -> list[Made]:
    """Two stories in one, and two paragraphs of one inside another."""
    made: list[Made] = []
    for half in range(PARTS):
        own = [story for story in stories if story.half == half]
        chance = random.Random(f"joined {half}")
        chance.shuffle(own)
        for number, (one, other) in enumerate(zip(own[::4], own[1::4], strict=False)):
            both = replace(one, title=chance.choice(given.titles), paragraphs=(*one.paragraphs, *other.paragraphs))
            made.append(_as(both, "two joined", chance, (one, other)))
            if number % 2 == 0 and len(one.paragraphs) > 3 and _words(one.paragraphs[1:3]) >= 50:
                inside = replace(other, paragraphs=(other.paragraphs[0], *one.paragraphs[1:3], *other.paragraphs[1:]))
                made.append(_as(inside, "passage taken over", chance, (other, one)))
    return made


def _words(paragraphs: Iterable[Iterable[Sentence]]) -> int:
    return sum(len(one.text.split()) for part in paragraphs for one in part)


# --- what makes no copy ---------------------------------------------------------------------------


def sharing_little(stories: Sequence[Made], given: Materials) -> list[Made]:
    """Stories of one affair with the same quotation, the same background sentence, the same notice at their ends; and of two
    affairs with the same notice.
    """
    made: list[Made] = []
    for half in range(PARTS):
        own = [story for story in stories if story.half == half]
        chance = random.Random(f"little {half}")
        affairs: dict[str, list[Made]] = {}
        for story in own:
            affairs.setdefault(story.name.split("-")[0], []).append(story)
        for kind in ("quote", "background", "notice"):
            blocks = given.blocks[kind]
            for number, block in enumerate(blocks):
                if number % PARTS != half:
                    continue
                affair = chance.choice([found for found in affairs.values() if 2 < len(found) < 7])
                for story in {found.name: found for found in [*affair, *chance.sample(own, 4)]}.values():
                    made.append(_as(_with(story, kind, block, chance), f"same {kind} {block['id']}", chance, (story,)))
    return made


def _with(story: Made, kind: str, block: dict[str, Any], chance: random.Random) -> Made:
    added = tuple(Sentence(part, None) for part in SENTENCE.split(block["text"]))
    place = len(story.paragraphs) if kind == "notice" else chance.randint(1, len(story.paragraphs))
    return replace(story, paragraphs=(*story.paragraphs[:place], added, *story.paragraphs[place:]))


def columns(given: Materials) -> list[Made]:
    """Weekly columns that share what they begin and end with, and reports made by filling in a form."""
    made: list[Made] = []
    fillers = [
        passage.text for passage in read_passages() if "\n" not in passage.text and not passage.text.startswith("#")
    ]
    random.Random("columns").shuffle(fillers)
    for number, block in enumerate(given.blocks["column"]):
        for week in range(6):
            body = [fillers.pop() for _ in range(5)]
            lines = [block["opening"], *body, block["closing"]]
            made.append(_plain(f"{block['id']} {week}", f"{block['title']}, week {week + 1}", lines, "column", number))
    for number, block in enumerate(given.blocks["template"]):
        for issue in range(10):
            chance = random.Random(f"{block['id']} {issue}")
            filled = {slot: chance.choice(values) for slot, values in block["slots"].items()}
            lines = [sentence.format(**filled) for sentence in block["sentences"]]
            made.append(_plain(f"{block['id']} {issue}", block["title"].format(**filled), lines, "template", number))
    return made


def _plain(name: str, title: str, lines: Sequence[str], kind: str, number: int) -> Made:
    day = date(2026, 1, 1) + timedelta(days=_number(name) % 200)
    paragraphs = tuple((Sentence(line, None),) for line in lines)
    return Made(name, f"Outlet of {kind}", day.isoformat(), title, paragraphs, kind, (), number % PARTS)


def make_set() -> list[Made]:
    """The whole set."""
    given = materials()
    stories = originals()
    return [
        *stories,
        *altered(stories, given),
        *joined(stories, given),
        *sharing_little(stories, given),
        *columns(given),
    ]


def expected(one: Made, other: Made) -> bool | None:
    """Whether one story is a copy of the other or of a part of it; None where too little is shared to say."""
    if one.alteration in ALTERATIONS and not other.alteration and other.name in one.originals:
        return True
    if other.alteration in ALTERATIONS and not one.alteration and one.name in other.originals:
        return True
    mine, theirs = one.kept, other.kept
    shared = mine.keys() & theirs.keys()
    if not shared:
        return False
    words = sum(min(mine[key], theirs[key]) for key in shared)
    part = words / min(one.length, other.length)
    if len(shared) >= 3 and words >= 50 and part >= 0.25:
        return True
    return None
