"""Words and patterns of time expressions: the rule data of the time reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from onrecord.errors import RuleError
from onrecord.rules import Row, read_csv
from onrecord.rules.needed import Clause, Sentence, needed

TYPES = frozenset({"DATE", "TIME", "DURATION", "SET", "-"})
NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen"
).split()
_NUMBER_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_VAGUE = "a couple of|a couple more|a couple|couple of|a few|few|several|many|some|a dozen|dozens of|hundreds of|thousands of|scores of|a number of|tens of"
BUILT_IN = {
    "n": rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}|\d{{1,4}}(?:\.\d{{1,2}})?(?:[- ]1/2|½)?|(?:{_VAGUE}|(?:an? (?=hundred|thousand|dozen))?(?:{_NUMBER_WORD})(?:(?: and |[- ])(?:{_NUMBER_WORD})){{0,3}}|an?))",
    "year": r"(?:1[0-9]|20)\d\d",
    "decade": r"(?:1[0-9]|20)\d0['’]?s",
    "day": r"(?:3[01]|[12]\d|0?[1-9])",
    "hour": r"(?:2[0-4]|1\d|0?\d)",
    "minute": r"[0-5]\d",
    "num1": r"[1-4]",
    "num2": r"\d{1,2}",
    "num4": r"\d{1,4}",
    "iso": r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?",
    "span_word": r"(?:first|last|past|next|previous|following|coming|final|preceding|opening|closing|subsequent|ensuing|latest|remaining)",
    "digit_word": r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
    "tens_number": r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)",
}
"""Kinds of digits and number words, which no list can hold."""
_BUILT_IN_HELD = {
    kind: ()
    if kind == "n"
    else (frozenset("0123456789" if "\\d" in pattern or "[" in pattern else re.findall("[a-z]+", pattern)),)
    for kind, pattern in BUILT_IN.items()
}
"""By kind, what every word of it holds: a figure, or one of its words; of `n` nothing is sure."""

PRECISION = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r".*T.*", "time"), (r"[\dX]{4}-[\dX]{2}-[\dX]{2}", "day"), (r"[\dX]{4}-W[\dX]{2}.*", "week"), (r"[\dX]{4}-[\dX]{2}", "month"),
        (r"[\dX]{4}-Q.", "quarter"), (r"[\dX]{4}-H.", "half"), (r"[\dX]{4}-(?:SP|SU|FA|WI)", "season"), (r"(?:BC)?[\dX]{4}", "year"),
        (r"(?:BC)?\d{3}", "decade"), (r"(?:BC)?\d{2}", "century"),
    )
)  # fmt: skip
"""Patterns of TIMEX3 values with how near they tell the date."""

INNER = frozenset({"unit", "zone", "meridiem", "era", "side"})
"""Kinds whose words no expression begins with."""
NEVER_FIRST = frozenset(
    "of and to or in at on ago from for by he they when was were all after before s st nd rd th d w".split()
)
_LITERAL = re.compile(r"(?<![\\\w])[A-Za-z]+")
_SLOT = re.compile(r"\{(?:(?P<group>\w+):)?(?P<kind>[a-z_0-9]+)(?P<optional>\?)?\} ?")
_PART = re.compile(r"<([A-Z-]+)>")
_NAMED = re.compile(r"\?P<\w+>")
DIGITS = "#"


def precision_of(value: str) -> str | None:
    """How near a TIMEX3 value tells the date, in the words of `EventDate`; None for what is no date."""
    return next((name for pattern, name in PRECISION if pattern.fullmatch(value)), None)


@dataclass(frozen=True)
class TimeRule:
    """A pattern and the name of what reads it; `kinds` has the kind of each named group."""

    id: str
    timex: str
    reader: str
    written: str
    kinds: Mapping[str, str]
    needs: tuple[Clause, ...] = ()
    """What every match holds."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern compiled when it is first asked for: to compile all of them takes a second or more, and a text needs few."""
        return re.compile(self.written, re.IGNORECASE)

    def may_match(self, sentence: Sentence) -> bool:
        """False where a match in the sentence cannot be and would not be worth compiling the pattern for; a compiled one is tried at once."""
        return "pattern" in self.__dict__ or sentence.may_hold(self.needs)


@dataclass(frozen=True, slots=True)
class TimeRules:
    """The rules in order and, by kind, the value of each word in lower case."""

    rules: tuple[TimeRule, ...]
    words: Mapping[str, Mapping[str, str]]
    by_word: Mapping[str, tuple[TimeRule, ...]]
    """The rules in order by the word in lower case that a match may begin with; `DIGITS` stands for any figure."""


@cache
def load_time_rules() -> TimeRules:
    """The shipped words and patterns; each is compiled when it is first needed."""
    return parse_time_rules(is_checked=False)


def parse_time_rules(words: str | None = None, rules: str | None = None, *, is_checked: bool = True) -> TimeRules:
    """Rules from CSV (each text stands in for the shipped file). Raises RuleError for an unknown kind, part or
    type, and, where it `is_checked` here, for a pattern that is no regular expression."""
    values, patterns = _parse_words(words)
    rows = read_csv("annotate/time_rules.csv", ("id", "timex", "reader", "pattern", "note"), rules)
    parts = {row["id"]: row["pattern"] for row in rows if row["reader"] == "-"}
    held = {kind: _held(forms) for kind, forms in values.items()} | _BUILT_IN_HELD
    found = tuple(_rule(row, parts, patterns, held, is_checked=is_checked) for row in rows if row["reader"] != "-")
    by_word: dict[str, list[TimeRule]] = {}
    for row, rule in zip((row for row in rows if row["reader"] != "-"), found, strict=True):
        for word in _may_begin(row["pattern"], rule, parts, values):
            by_word.setdefault(word, []).append(rule)
    return TimeRules(found, values, {word: tuple(rules) for word, rules in by_word.items()})


def _may_begin(
    pattern: str, rule: TimeRule, parts: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> set[str]:
    """The words in lower case that a match of the rule may begin with, and some more."""
    found = set(map(str.lower, _LITERAL.findall(_NAMED.sub("", _SLOT.sub("", _expanded(pattern, parts))))))
    for kind in set(rule.kinds.values()) - INNER:
        found |= {word for form in values.get(kind, ()) for word in _firsts(form)}
        written = BUILT_IN.get(kind, "")
        found |= set(re.findall(r"[a-z]{2,}|a\b", written))
        if "\\d" in written or "[1-4]" in written:
            found.add(DIGITS)
    if re.search(r"[\d'’]", re.sub(r"\{[^{}]*\}", "", pattern)):
        found.add(DIGITS)
    return {DIGITS if word[0].isdigit() else word for word in found - NEVER_FIRST}


def _firsts(text: str) -> set[str]:
    """The first word of each alternative."""
    return {found[0].lower() for form in text.split("|") if (found := re.findall(r"\w+", form))}


def _held(forms: Iterable[str]) -> tuple[Clause, ...]:
    """The longest word of each form, with its points: one of these is in whatever word of the kind."""
    return (frozenset(max(form.split(), key=len, default="") for form in forms),)


def _parse_words(text: str | None) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    forms: dict[str, list[tuple[str, bool]]] = {}
    for row in read_csv("annotate/time_words.csv", ("id", "kind", "words", "value", "case", "note"), text):
        if row["case"] not in ("any", "capital"):
            raise row.error(f"case must be any or capital, not {row['case']!r}")
        for form in row["words"].split("|"):
            if not form or values.setdefault(row["kind"], {}).setdefault(form.lower(), row["value"]) != row["value"]:
                raise row.error(f"{form!r} is empty or has two values")
            forms.setdefault(row["kind"], []).append((form, row["case"] == "capital"))
    return values, {kind: _alternatives(found) for kind, found in forms.items()}


def _alternatives(forms: list[tuple[str, bool]]) -> str:
    """One pattern for all forms of a kind, the longest first."""
    fixed = {written for form, is_capital in forms if is_capital for written in (form, form.upper())}
    free = {form for form, is_capital in forms if not is_capital}
    pieces = [f"(?-i:{_longest_first(fixed)})"] if fixed else []
    if free:
        pieces.append(_longest_first(free))
    return f"(?:{'|'.join(pieces)})"


def _longest_first(forms: set[str]) -> str:
    written = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return written.replace(r"\ ", " ").replace(r"\-", "-")


def _rule(
    row: Row,
    parts: Mapping[str, str],
    patterns: Mapping[str, str],
    held: Mapping[str, tuple[Clause, ...]],
    *,
    is_checked: bool,
) -> TimeRule:
    if row["timex"] not in TYPES:
        raise row.error(f"unknown type {row['timex']!r}")
    kinds: dict[str, str] = {}
    unknown = set(_PART.findall(_NAMED.sub("", row["pattern"]))) - set(parts)
    if unknown:
        raise row.error(f"unknown part <{min(unknown)}>")
    written = _expanded(row["pattern"], parts)
    pieces, place = [], 0
    for slot in _SLOT.finditer(written):
        pieces.append(written[place : slot.start()])
        pieces.append(_slot(row, slot, kinds, patterns))
        place = slot.end()
    pieces.append(written[place:])
    needs = needed(written, lambda kind: held.get(kind, ()))
    rule = TimeRule(row["id"], row["timex"], row["reader"], _spaced("".join(pieces)) + r"(?!\w)", kinds, needs)
    try:
        _ = rule.pattern if is_checked else None
    except re.error as error:
        raise row.error(f"no regular expression: {error}") from error
    return rule


def _spaced(pattern: str) -> str:
    """A space in a pattern is up to three characters of white space."""
    return pattern.replace("[- ]", r"(?:-|\s{1,3})").replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}")


def _expanded(pattern: str, parts: Mapping[str, str]) -> str:
    """The pattern with each <PART> written out, and those inside it."""
    for _ in range(4):
        pattern = _PART.sub(lambda part: parts.get(part[1], ""), pattern)
    return pattern


def _slot(row: Row, slot: re.Match[str], kinds: dict[str, str], patterns: Mapping[str, str]) -> str:
    """A named group for a word of a kind; a name that is used already gets a number."""
    kind = slot["kind"]
    pattern = BUILT_IN.get(kind) or patterns.get(kind)
    if pattern is None:
        raise row.error(f"unknown kind {kind!r}")
    name = base = slot["group"] or kind
    count = 1
    while name in kinds:
        count += 1
        name = f"{base}__{count}"
    kinds[name] = kind
    space = " " if slot.group().endswith(" ") else ""
    group = f"(?P<{name}>{pattern})"
    return f"(?:{group} )?" if slot["optional"] else group + space


@cache
def words_beside(kind: str) -> frozenset[str]:
    """Words beside time expressions of a kind in `time_contexts.csv`, as written there. Raises RuleError for an unknown kind."""
    found = load_time_contexts()
    if kind not in found:
        raise RuleError(f"annotate/time_contexts.csv: no row of kind {kind!r}")
    return found[kind]


@cache
def load_time_contexts() -> Mapping[str, frozenset[str]]:
    """Every kind with its words."""
    rows = read_csv("annotate/time_contexts.csv", ("id", "kind", "words", "note"))
    return {row["kind"]: frozenset(row["words"].split()) for row in rows}
