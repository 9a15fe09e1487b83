"""Numbers as written, in digits and words: "1,200", "1.5 million", "one hundred and twenty thousand", "half a million".

Nothing here knows units or what is counted. Every pattern is anchored or bounded, so that a hostile line stays linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.rules.times import NUMBER_WORDS

ONES = {word: float(n) for n, word in enumerate(NUMBER_WORDS[:20])}
TENS = {word: 10.0 * n for n, word in enumerate(NUMBER_WORDS[20:28], start=2)}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
    "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7,
}  # fmt: skip
SUFFIXES = {
    "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "mm": 1e6, "mil": 1e6, "bn": 1e9, "bln": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12, "tr": 1e12,
    "t": 1e12, "k": 1e3, "cr": 1e7,
}  # fmt: skip
"""Abbreviated scales; those that may be something else (`m`, `k`, `b`, `t`, `mm`, `cr`) need money around them or a noun."""
SAFE_SUFFIXES = frozenset({"mn", "mln", "mio", "bn", "bln", "tn", "trn"})
FRACTIONS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
             "tenth": 10, "twelfth": 12}  # fmt: skip
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
MOST = 1e18
"""No amount of news is larger: a longer run of digits is something else."""

DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,9})?"
    r"|\d{1,2}(?:,\d{2}){1,4},\d{3}(?!\d)(?:\.\d{1,2})?"
    r"|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3}){1,4}(?!\d)"
    r"|\d{1,3}(?:\ \d{3}){0,3}\ 000(?!\d)"
    r"|\d{1,15}(?:\.\d{1,9})?[½¼¾⅓⅔⅕⅛]?)"
)
SMALL_WORDS = "|".join(sorted((*ONES, *TENS), key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_WORD = rf"(?:{SMALL_WORDS}|hundred|thousand|million|billion|trillion)"
_PART = "|".join(FRACTIONS)
_FIRST = re.compile(
    rf"""(?<![\w’'])(?:
      (?P<vague>(?:(?:tens|hundreds|thousands|dozens|scores|millions|billions)\ (?:of|and)\ )?(?:dozens|hundreds|thousands|millions|billions|trillions|scores\ (?=of\b))\b
        |(?:several|a\ few|few|many|a\ couple\ of)\ (?:dozen|hundred|thousand|million|billion|trillion|lakh|crore)\b)
     |(?P<fraction>(?:one|two|three|four|five|six|seven|eight|nine)[-\ ](?:half|{_PART})s?(?![\w-])|an?\ (?:{_PART})(?=\ (?:of|the|more|less)\b)|(?:(?<=\bby\ )|(?<=\bthan\ )|(?<=\bnearly\ )|(?<=\balmost\ )|(?<=\bleast\ )|(?<=\broughly\ ))an?\ (?:{_PART})(?![\w-])|half(?=\ (?:of|the|its|his|her|their|all|those|these)\b)|three-?quarters(?![\w-]))
     |(?P<half>half\ an?\ (?=(?:hundred|thousand|million|billion|trillion|dozen)\b)|half-(?=(?:million|billion)\b)|half(?:-|\ an?\ )(?=(?:hour|minute|century|mile|kilometre|kilometer|year|day|tonne|ton|kilo)s?\b))
     |(?P<article>an?\ (?=(?:hundred|thousand|million|billion|trillion|dozen)\b))
     |(?P<lone>an?(?=\ (?:minute|hour|day|night|week|fortnight|month|year|decade|tonne|ton|kilogram|kilo|kilometre|kilometer|mile|metre|meter|litre|liter|gallon|barrel|hectare|acre)(?![\w-])))
     |(?P<words>{_WORD})(?![\w’'])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MORE = re.compile(rf"(?:-|\ (?:and\ )?|,\ (?=(?:{SMALL_WORDS})\ hundred))({_WORD})(?![\w’'])", re.IGNORECASE)
_AND_PART = re.compile(r"(?:[- ]and[- ]a[- ](half|quarter|third)\b)", re.IGNORECASE)
_SPACED_PART = re.compile(r" (\d)/(\d)(?![\d/])|([½¼¾⅓⅔⅕⅛])")
_NEXT_SCALE = re.compile(rf"[-  ]?({_SCALE})(?![\w’'])", re.IGNORECASE)
_NEXT_SUFFIX = re.compile(
    r"(?:[  ](?=mn|mln|mio|mil|bn|bln|tn|trn|cr))?(mln|mio|mil|mn|mm|m|bln|bn|b|trn|tn|tr|t|k|cr)(?![\w’'/²³])",
    re.IGNORECASE,
)


def exact(value: float) -> float:
    """A product without the dust of binary fractions: 2.07 billion is 2070000000."""
    return round(value, 6)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `[start, end)`; `value` is None for a word without one ("dozens").

    `factor` is the scale that is part of it (1 where none is written), `is_digits` says how it begins, `is_fraction`
    that it is a part of a whole ("two-thirds"), `suffix` the abbreviated scale that is part of it ("bn").
    """

    start: int
    end: int
    value: float | None
    factor: float = 1.0
    is_digits: bool = True
    is_fraction: bool = False
    suffix: str = ""


def number_at(text: str, start: int, end: int, *, suffixes: bool) -> Number | None:
    """The number that begins at `start`, with its scale; `suffixes` says whether any abbreviated scale may follow."""
    if text[start].isdigit() or text[start] in VULGAR:
        return _digits(text, start, end, suffixes)
    match = _FIRST.match(text, start, end)
    return _words(text, match, end) if match else None


def _digits(text: str, start: int, end: int, suffixes: bool) -> Number | None:
    match = _DIGITS.match(text, start, end)
    if match is None:
        return None
    value, stop = _digit_value(match.group()), match.end()
    if part := _SPACED_PART.match(text, stop, min(end, stop + 4)):
        value += VULGAR[part[3]] if part[3] else int(part[1]) / max(1, int(part[2]))
        stop = part.end()
    elif part := _AND_PART.match(text, stop, min(end, stop + 14)):
        value += 1 / FRACTIONS[part[1].lower()]
        stop = part.end()
    factor, stop, suffix = _scale(text, stop, end, suffixes)
    return Number(start, stop, exact(value * factor), factor, suffix=suffix) if value * factor < MOST else None


_DIGITS = re.compile(rf"{DIGITS}|[½¼¾⅓⅔⅕⅛]", re.VERBOSE)
_GROUPING = re.compile("[, \u00a0\u2009\u202f]")


def _digit_value(words: str) -> float:
    part = VULGAR.get(words[-1], 0.0)
    plain = _GROUPING.sub("", words[:-1] if part else words)
    return (float(plain) if plain else 0.0) + part


def _scale(text: str, start: int, end: int, suffixes: bool) -> tuple[float, int, str]:
    """The product of the scales that follow ("50 lakh crore"), where they end, and the abbreviation if it is one."""
    factor, stop = 1.0, start
    for _ in range(2):
        match = _NEXT_SCALE.match(text, stop, min(end, stop + 12))
        if match is None:
            break
        factor *= SCALES[match[1].lower()]
        stop = match.end()
    if factor > 1:
        return factor, stop, ""
    match = _NEXT_SUFFIX.match(text, stop, min(end, stop + 8))
    if match and (suffixes or match[1] in SAFE_SUFFIXES):
        return SUFFIXES[match[1].lower()], match.end(), match[1]
    return 1.0, start, ""


def _words(text: str, match: re.Match[str], end: int) -> Number | None:
    start, stop = match.span()
    if match["vague"]:
        return Number(start, start + len(match.group().rstrip()), None, is_digits=False)
    if match["lone"]:
        return Number(start, stop, 1.0, is_digits=False)
    if match["fraction"]:
        return Number(start, stop, _fraction(match["fraction"].lower()), is_digits=False, is_fraction=True)
    if match["half"] or match["article"]:
        factor, stop, _ = _scale(text, stop, end, suffixes=False)
        share = 0.5 if match["half"] else 1.0
        if match["article"]:
            return _counted_up(text, start, stop, end, factor)
        return Number(
            start,
            stop if factor > 1 else start + len(match.group().rstrip(" -")),
            share * factor,
            factor,
            is_digits=False,
        )
    return _counted_up(text, start, start, end, None)


def _fraction(words: str) -> float:
    if words == "half":
        return 0.5
    words = words.replace("threequarters", "three-quarters")
    count, _, part = words.replace(" ", "-").rpartition("-")
    name = part if part in FRACTIONS else part.removesuffix("s")
    return (1.0 if count in ("a", "an") else ONES[count]) / FRACTIONS[name]


def _counted_up(text: str, start: int, stop: int, end: int, first: float | None) -> Number | None:
    """A number in words from `stop` on: groups below a thousand, each with a scale that is less than the one before."""
    sum_ = _Sum()
    if first is not None:
        sum_.begin(first)
    while (match := (_MORE if stop > start else _FIRST_WORD).match(text, stop, min(end, stop + 24))) is not None:
        if not sum_.add(match[1].lower(), text[stop : match.start(1)].lower()):
            break
        stop = match.end()
    if stop == start:
        return None
    value, factor = sum_.value, sum_.factor
    if part := _AND_PART.match(text, stop, min(end, stop + 14)):
        value += (sum_.smallest if sum_.last == "scale" else 1) / FRACTIONS[part[1].lower()]
        stop = part.end()
    more, stop, _ = _scale(text, stop, end, suffixes=False)
    return Number(start, stop, exact(value * more), factor * more, is_digits=False)


_FIRST_WORD = re.compile(rf"({_WORD})(?![\w’'])", re.IGNORECASE)


class _Sum:
    """The value of number words read one by one."""

    def __init__(self) -> None:
        self.total = 0.0
        self.group: float | None = None
        self.last = ""
        self.smallest = float("inf")
        self.factor = 1.0

    def begin(self, scale: float) -> None:
        """Start with "a hundred", "a million"."""
        self.factor = scale
        if scale in (1e2, 12.0):
            self.group, self.last = scale, "hundred" if scale == 1e2 else "dozen"
        else:
            self.total, self.smallest, self.last = scale, scale, "scale"

    @property
    def value(self) -> float:
        return self.total + (self.group or 0.0)

    def add(self, word: str, between: str) -> bool:
        """Take one more word; False where it cannot belong to the same number."""
        if word == "hundred":
            return self._hundred()
        if word in SCALES:
            return self._scale(SCALES[word])
        return self._small(word, between)

    def _hundred(self) -> bool:
        if self.group is None or not 1 <= self.group <= 99:
            return False
        self.group, self.last, self.factor = self.group * 100, "hundred", max(self.factor, 1e2)
        return True

    def _scale(self, scale: float) -> bool:
        if self.group is None or scale >= self.smallest:
            return False
        self.total, self.group = self.total + self.group * scale, None
        self.smallest, self.last, self.factor = scale, "scale", max(self.factor, scale)
        return True

    def _small(self, word: str, between: str) -> bool:
        value = ONES.get(word) or TENS.get(word, 0.0)
        if "and" in between and self.last not in ("hundred", "scale"):
            return False
        if self.last == "tens":
            if not 1 <= value <= 9 or "and" in between:
                return False
            self.group = (self.group or 0.0) + value
        elif self.last in ("", "hundred", "scale"):
            if between == "-" or self.last == "scale" and self.smallest < 1e3:
                return False
            self.group = (self.group or 0.0) + value
        else:
            return False
        self.last = "tens" if word in TENS else "ones"
        return True


_ANY = re.compile(
    rf"(?:(?<![\w.,:/])(?<![A-Za-z]-)|(?<=[A-Za-z])|(?<=[a-z]\.))(?=[\d½¼¾])|(?<![\w’'-])(?=(?:half|an?|tens|dozens?|scores|hundreds|thousands|[mb]illions|trillions|several|few|many|three-?quarters|{_WORD})\b)",
    re.IGNORECASE,
)


def next_start(text: str, position: int, end: int) -> int | None:
    """Where the next thing that may be a number begins."""
    match = _ANY.search(text, position, end)
    return match.start() if match else None
