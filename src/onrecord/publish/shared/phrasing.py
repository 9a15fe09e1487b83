"""Records in words, for people who print them: who said it, how a happening stands, when, and never more than the record says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from onrecord.publish.terminal.report import STATUSES, quoted

Found = dict[str, Any]
Names = Mapping[str | None, str]

MONTHS = "January February March April May June July August September October November December".split()
SAID = {
    "state": "said", "claim": "claimed", "allege": "alleged", "accuse": "accused", "deny": "denied", "admit": "admitted",
    "promise": "promised", "threaten": "threatened", "demand": "demanded", "propose": "proposed", "accept": "accepted",
    "reject": "rejected", "warn": "warned", "predict": "predicted", "praise": "praised", "criticise": "criticised", "ask": "asked",
    "decline": "declined", "believe": "believed",
}  # fmt: skip
"""Acts of speech, as a report of what was said tells them."""
OWN_ACTS = {
    "alleged": frozenset({"allege", "accuse", "claim"}), "denied": frozenset({"deny"}), "threatened": frozenset({"threaten"}),
    "called_for": frozenset({"demand", "propose", "ask"}), "reported": frozenset(SAID),
}  # fmt: skip
"""Acts by which a source itself gives an event a status; by any other it only tells of it."""
BY = {
    "alleged": "alleged by", "denied": "denied by", "threatened": "threatened by", "called_for": "called for by", "reported": "according to",
}  # fmt: skip
UNSTATED = "a source that the report does not state"
SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
PARTS_OF_YEAR = {"Q": "quarter", "H": "half"}
INNERMOST = 8
"""Mouths through which a statement came that are told one by one."""


# --- dates ------------------------------------------------------------------------------------------


def day_words(value: str | None) -> str | None:
    """An ISO date or a part of one in words, as precise as it is: `4 March 2026`, `March 2026`; anything else as it stands."""
    if not value:
        return None
    if found := re.fullmatch(r"(\d{4})-(?:W(\d\d)|([QH])(\d)|(SP|SU|FA|WI))", value, re.ASCII):
        year, week, part, number, season = found.groups()
        if season:
            return f"{SEASONS[season]} {year}"
        return f"week {int(week)} of {year}" if week else f"{PARTS_OF_YEAR[part]} {number} of {year}"
    if (found := re.fullmatch(r"XXXX-(\d\d)(?:-(\d\d))?", value, re.ASCII)) and 1 <= int(found[1]) <= 12:
        return " ".join(filter(None, (found[2] and str(int(found[2])), MONTHS[int(found[1]) - 1], "(year not known)")))
    parts = date_parts(value)
    if not parts:
        return value
    year, month, day = (*parts, None, None)[:3]
    return " ".join(str(part) for part in (day, MONTHS[month - 1] if month else None, year) if part)


def date_parts(value: str | None) -> tuple[int, ...]:
    """Year, month and day of an ISO date as far as it says them; nothing where it is no date of the calendar."""
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?=T|$|\s))?(?=T|$|-|\s))?(?=T|$|-|\s)", value or "", re.ASCII)
    if not found:
        return ()
    parts = tuple(int(part) for part in found.groups() if part)
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return ()
    return parts


# --- statements -------------------------------------------------------------------------------------


def source_words(source: Found, names: Names) -> str:
    """Who is reported as saying it, as written, with the name that the words stand for: `Tove Lund (“she”)`."""
    words: str | None = (source.get("core") or source)["text"]
    if not words:
        return UNSTATED
    name = names.get(source["entity"])
    if name and name.casefold() not in words.casefold():
        words = f"{name} ({quoted(words)})"
    return f"{words} (not named)" if source["kind"] == "unnamed" else words


def teller_words(statement: Found, said: Mapping[str, Found], names: Names) -> str:
    """Who said it and through whose mouths it came: `Ona Brekke, according to an aide (not named)`."""
    words, seen = [source_words(statement["source"], names)], {statement["id"]}
    outer = said.get(statement["within"] or "")
    while outer is not None and outer["id"] not in seen and len(seen) < INNERMOST:
        seen.add(outer["id"])
        words.append(source_words(outer["source"], names))
        outer = said.get(outer["within"] or "")
    return ", according to ".join(words)


def act_words(statement: Found) -> str:
    """What the source did in saying it, to whom, and how it left it: `accused the navy`, `said (denying it)`."""
    words: str = SAID.get(statement["act"]) or statement["act"]
    if statement.get("target"):
        words += f" {statement['target']['text']}"
    notes = [statement[name]["text"] for name in ("medium",) if statement.get(name)]
    if statement.get("addressee"):
        notes.insert(0, f"to {statement['addressee']['text']}")
    if statement["polarity"] == "denies" and statement["act"] != "deny":
        notes.append("denying it")
    if statement["polarity"] == "leaves_open" and statement["act"] != "decline":
        notes.append("leaving it open")
    if statement["certainty"] in ("probable", "possible"):
        notes.append(f"as {statement['certainty']}")
    return f"{words} ({'; '.join(notes)})" if notes else words


def content_words(statement: Found) -> str:
    """The words of the content in quotation marks, pieces parted by dots."""
    return quoted(" … ".join(one_line(words) for words in statement["content"]["texts"]))


FORMS = {"direct": ":", "mixed": ", partly in the source's own words:", "indirect": ", in the words of the report:"}
"""What stands before the words of a statement: only a direct quotation has the source's own."""


def statement_words(statement: Found, said: Mapping[str, Found], names: Names) -> str:
    """A statement as a sentence, attributed: `Tove Lund said: “The dam will hold.”`"""
    lead = f"{teller_words(statement, said, names)} {act_words(statement)}"
    if statement["within"] in said:
        lead = f"{source_words(statement['source'], names)} {act_words(statement)}, according to " + teller_words(
            said[statement["within"]], said, names
        )
    return f"{lead}{FORMS.get(statement['quotation'], ':')} {content_words(statement)}"


# --- events -----------------------------------------------------------------------------------------


def told_inside(event: Found, said: Mapping[str, Found]) -> Found | None:
    """The statement in whose content a happening stands that the report tells of as a fact; the innermost of several."""
    if event["status"] != "actual" and (event["status"] != "historical" or event["statement"]):
        return None
    start, end = event["trigger"]["span"]
    found = [
        (last - first, statement["id"]) for statement in said.values() if statement["story"] == event["story"]
        for first, last in statement["content"]["spans"] if first <= start and end <= last
    ]  # fmt: skip
    return said[min(found)[1]] if found else None


def standing_words(event: Found, said: Mapping[str, Found], names: Names) -> str:
    """How an event stands and according to whom; a source gives it that status only where its own act of speech does."""
    status, statement = event["status"], said.get(event["statement"] or "")
    if inside := told_inside(event, said):
        return f"told as a fact inside what {teller_words(inside, said, names)} says"
    if statement is None:
        return STANDINGS[status][0]
    teller = teller_words(statement, said, names)
    if statement["act"] in OWN_ACTS.get(status, ()) or (status == "denied" and statement["polarity"] == "denies"):
        return f"{BY[status]} {teller}"
    return f"{STANDINGS[status][1]}, according to {teller}"


STANDINGS = {
    "actual": ("asserted by the report itself", "asserted by the report itself"),
    "reported": ("reported by a source that was not read", "reported"),
    "alleged": ("alleged, by whom was not read", "alleged"),
    "denied": ("denied, by whom was not read", "denied"),
    "planned": ("planned, not said to have happened", "planned, not said to have happened"),
    "threatened": ("threatened, not said to have happened", "threatened, not said to have happened"),
    "conditional": ("on a condition, not said to have happened", "on a condition, not said to have happened"),
    "called_for": ("called for, not said to have happened", "called for, not said to have happened"),
    "negated": ("did not happen, as the report itself says", "did not happen"),
    "historical": ("asserted by the report itself as something earlier", "something earlier"),
}  # fmt: skip
"""A status in words: where no source was read, and where one tells of it."""
assert STANDINGS.keys() == STATUSES.keys()


def kind_words(event: Found) -> str:
    """What kind of event it is coded as: `coerce, restrict`."""
    return ", ".join(spaced(part) for part in (event["event_type"], event["mode"]) if part)


def party_words(parties: Iterable[Found], names: Names) -> str:
    """Actors or recipients as written, with the names that words stand for."""
    found = []
    for party in parties:
        words, name = one_line(party["text"]), names.get(party["entity"])
        found.append(f"{name} ({quoted(words)})" if name and name.casefold() not in words.casefold() else words)
    return " and ".join(dict.fromkeys(found))


def event_words(event: Found, names: Names, amounts: Names) -> str:
    """What is coded, from the words of the report: `assault (“shelled”); who: the navy; to whom: Drevna; when: 4 March 2026`."""
    when, where = event["date"], event["place"]
    parts = {
        "who": party_words(event["actors"], names),
        "to whom": party_words(event["recipients"], names),
        "when": when and (day_words(when["value"]) or quoted(one_line(when["text"]))),
        "where": where and one_line(where["name"] or where["text"]),
        "how much": ", ".join(amounts[one] for one in event["quantities"] if one in amounts),
    }
    told = (f"{label}: {words}" for label, words in parts.items() if words)
    return "; ".join((f"{kind_words(event)} ({quoted(one_line(event['trigger']['text']))})", *told))


def one_line(words: str) -> str:
    """Words without the breaks of their lines."""
    return " ".join(words.split())


def spaced(value: str) -> str:
    """A value of the record as words: `called_for` to called for."""
    return value.replace("_", " ").lower()


def cut(words: str, most: int) -> str:
    """No more of words than that, cut between two of them where that is near."""
    if len(words) <= most:
        return words
    head, space, _ = words[:most].rpartition(" ")
    return f"{head if space and len(head) > most // 2 else words[: most - 1]}…"
