"""Records in words, for people who print them: who said it, how a happening stands, when, and never more than the record says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onrecord.publish.selection import Found
from onrecord.publish.shared.dates import day_words
from onrecord.publish.shared.words import SAID, one_line, quoted, spaced

Names = Mapping[str | None, str]

OWN_ACTS = {
    "alleged": frozenset({"allege", "accuse", "claim"}), "denied": frozenset({"deny"}), "threatened": frozenset({"threaten"}),
    "called_for": frozenset({"demand", "propose", "ask"}), "reported": frozenset(SAID),
}  # fmt: skip
"""Acts by which a source itself gives an event a status; by any other it only tells of it."""
BY = {
    "alleged": "alleged by", "denied": "denied by", "threatened": "threatened by", "called_for": "called for by", "reported": "according to",
}  # fmt: skip
UNSTATED = "a source that the report does not state"
INNERMOST = 8
"""Mouths through which a statement came that are told one by one."""


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
        return STANDS[status][0]
    teller = teller_words(statement, said, names)
    if statement["act"] in OWN_ACTS.get(status, ()) or (status == "denied" and statement["polarity"] == "denies"):
        return f"{BY[status]} {teller}"
    return f"{STANDS[status][1]}, according to {teller}"


STANDS = {
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
