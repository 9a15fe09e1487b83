"""What a second reader proposes, in a report: how often it agrees with onrecord, and where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.model import FAILURES, Agreement, count_agreement
from onrecord.publish.selection import Found
from onrecord.publish.shared.words import one_line, short

Line = tuple[int, str]
"""How far a line is set in, and its words."""


def second_lines(group: Sequence[Found], asked: Found | None = None) -> Iterator[Line]:
    """The lines about each second reader of a document, whose objects these are; `asked` is one that need not have proposed anything."""
    readers = [found["reader"] for found in group if found["type"] == "proposal"] + ([asked] if asked else [])
    for model, host in sorted({(reader["model"], reader["host"]) for reader in readers}):
        yield from _of_reader(group, model, host)


def _of_reader(group: Sequence[Found], model: str, host: str) -> Iterator[Line]:
    proposals = [one for one in group if one["type"] == "proposal" and one["reader"] == {"model": model, "host": host}]
    name = f"{model} at {host}: "
    issues = [
        one for one in group if one["type"] == "issue" and one["room"] == "second" and one["message"].startswith(name)
    ]
    records = {found["id"]: found for found in group if found["type"] in ("statement", "event")}
    alone = list(_only_onrecord(records, proposals, issues))
    yield 2, f"second reader {model}: {_agreement(proposals, alone, issues).words}"
    for heading, lines in (
        ("read otherwise", [_otherwise(one, records[one["agrees"]], model) for one in proposals if one["differs"] and one["agrees"] in records]),
        (f"only {model}", [_told(one[one["kind"]]) for one in proposals if not one["agrees"]]),
        ("only onrecord", [f"{_told(one)}  {short(one['id'])}" for one in alone]),
    ):  # fmt: skip
        if lines:
            yield 4, f"{heading}:"
            yield from ((6, line) for line in lines)


def _only_onrecord(records: dict[str, Found], proposals: Sequence[Found], issues: Sequence[Found]) -> Iterator[Found]:
    agreed = {one["agrees"] for one in proposals}
    unanswered = {one["story"] for one in issues if one["code"] in FAILURES}
    yield from (one for one in records.values() if one["id"] not in agreed and one["story"] not in unanswered)


def _agreement(proposals: Sequence[Found], alone: Sequence[Found], issues: Sequence[Found]) -> Agreement:
    return count_agreement(
        ((one["kind"], one["agrees"], one["differs"]) for one in proposals),
        (one["type"] for one in alone),
        ((one["code"], one["story"]) for one in issues),
    )


def _otherwise(proposal: Found, record: Found, model: str) -> str:
    """Field by field what the one reads and what the other."""
    proposed = proposal[proposal["kind"]]
    fields = (
        f"{field}: onrecord {_value(record, field)}, {model} {_value(proposed, field)}" for field in proposal["differs"]
    )
    return f"{_told(record)}  {short(record['id'])} – {'; '.join(fields)}"


def _told(found: Found) -> str:
    """A statement or an event in a line, whoever reads it."""
    if "content" in found:
        return f"{_value(found, 'source')} [{found['act']}] “{_cut(_value(found, 'content'))}”"
    to = f" → {_value(found, 'recipients')}" if found["recipients"] else ""
    return (
        f"{_value(found, 'actors')} → {found['event_type']}{to} [{found['status']}; “{_cut(found['trigger']['text'])}”]"
    )


def _value(found: Found, field: str) -> str:
    value = found[field]
    if field == "source":
        value = (value or {}).get("core") or value
    if isinstance(value, list):
        return " and ".join(one_line(part["text"]) for part in value) or "?"
    if isinstance(value, dict):
        return one_line(" … ".join(value["texts"]) if "texts" in value else value["text"] or "[source not stated]")
    return "[source not stated]" if value is None else str(value)


def _cut(words: str) -> str:
    return words if len(words) <= 160 else words[:160] + "…"
