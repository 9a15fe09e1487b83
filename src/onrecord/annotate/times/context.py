"""What a reader of time expressions is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from onrecord.annotate.times.calendar import day_of, month_of, quarter_of, year_of
from onrecord.annotate.times.governor import Tree
from onrecord.annotate.times.tense import direction, frame
from onrecord.model import Span, Timex
from onrecord.rules.times import TimeRule

NEAR = 3
"""Sentences after which a date is no longer what "the next day" is counted from, in news."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One expression: its characters, type and value, and the value of the date that it was read against."""

    start: int
    end: int
    timex: Timex
    value: str | None
    base: str | None = None
    rule: str = ""
    is_remembered: bool = True
    """False for a date that later expressions are not counted from."""


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a rule; a group's value is what its word stands for in the word list."""

    rule: TimeRule
    match: re.Match[str]
    words: Mapping[str, Mapping[str, str]]

    @property
    def start(self) -> int:
        """The first character."""
        return self.match.start()

    @property
    def end(self) -> int:
        """The character after the last."""
        return self.match.end()

    def raw(self, name: str) -> str | None:
        """The words of a group (or of one of the same name further on), None where it took no part."""
        group: str | None = self.match[name] if name in self.rule.pattern.groupindex else None
        count = 2
        while group is None and f"{name}__{count}" in self.rule.pattern.groupindex:
            group = self.match[f"{name}__{count}"]
            count += 1
        return group

    def get(self, name: str) -> str | None:
        """The value of a group's word, None where the group took no part."""
        words = self.raw(name)
        if words is None:
            return None
        kind = self.rule.kinds.get(name, name)
        return self.words.get(kind, {}).get(" ".join(words.lower().split()), words)

    def number(self, name: str) -> int | None:
        """The value of a group as a number."""
        value = self.get(name)
        return int(value) if value is not None and value.lstrip("-").isdecimal() else None

    def reading(self, value: str | None, base: str | None = None, timex: str | None = None) -> Reading:
        """The whole match with this value."""
        return Reading(self.start, self.end, Timex(timex or self.rule.timex), value, base, self.rule.id)

    def aside(self, value: str | None, base: str | None = None) -> Reading:
        """The whole match; what comes later is not counted from it."""
        return replace(self.reading(value, base), is_remembered=False)

    def piece(self, group: str, value: str | None, base: str | None = None) -> Reading:
        """One group of the match with this value."""
        return Reading(
            self.match.start(group), self.match.end(group), Timex(self.rule.timex), value, base, self.rule.id
        )


@dataclass(slots=True)
class Context:
    """Where we are in a document, and the dates named so far."""

    text: str
    span: Span
    anchor: date | None
    is_narrative: bool = False
    """True for a text that tells of the past in order: there dates are counted from the last one named."""
    tree: Tree | None = None
    sentence: int = 0
    last: str | None = None
    last_at: int = -99
    last_day: str | None = None
    last_day_at: int = -99
    last_month: str | None = None
    quarter: str | None = None
    quarter_at: int = -99
    seen: list[Reading] = field(default_factory=list)

    @property
    def written(self) -> str | None:
        """The day of writing as a value."""
        return self.anchor.isoformat() if self.anchor else None

    def direction(self, start: int, end: int) -> int:
        """-1, 0 or 1: where the verb beside `text[start:end]` looks."""
        found = frame(self.text, start, end, self.span.start)
        if found == 0 and self.tree is not None:
            found = self.tree.direction(start, end)
        return found or direction(self.text, start, end, self.span.start, self.span.end)

    def before(self, start: int, width: int = 40) -> str:
        """The words of the sentence before a place, in lower case."""
        return self.text[max(self.span.start, start - width) : start].lower()

    def after(self, end: int, width: int = 40) -> str:
        """The words of the sentence after a place."""
        return self.text[end : min(self.span.end, end + width)]

    def word_before(self, start: int) -> str:
        """The word before a place, in lower case; empty at the start and after a mark."""
        found = re.search(r"(?<![\w'’$£€-])([\w'’$£€-]+)\s*$", self.before(start))
        return found[1] if found else ""

    def remember(self, reading: Reading) -> None:
        """Count later expressions from this one, where it names a day, a month or a year."""
        self.seen.append(reading)
        if reading.value is None or reading.timex not in (Timex.DATE, Timex.TIME) or not reading.is_remembered:
            return
        if quarter_of(reading.value):
            self.quarter, self.quarter_at = reading.value, self.sentence
        if year_of(reading.value) is None:
            return
        self.last, self.last_at = reading.value, self.sentence
        if month_of(reading.value):
            self.last_month = reading.value
        if day_of(reading.value):
            self.last_day, self.last_day_at = reading.value[:10], self.sentence

    def told(self, unit: str) -> str | None:
        """The date named last that is as precise as a unit asks; in news only one close by."""
        if unit in ("D", "TH", "TM", "TS"):
            value, at = self.last_day, self.last_day_at
        else:
            value, at = self.last, self.last_at
            if unit in ("M", "W", "WE", "Q") and month_of(value) is None and quarter_of(value) is None:
                value = self.last_month if self.is_narrative else None
        if value is None or (not self.is_narrative and self.sentence - at > NEAR):
            return None
        return value

    def base(self, unit: str, is_told: bool) -> str | None:
        """What an expression is counted from: the day of writing, or the date named last where the expression says
        so or the text tells a story."""
        if is_told or self.is_narrative:
            told = self.told(unit)
            if told is not None or is_told:
                return told
        return self.written
