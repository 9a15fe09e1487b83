"""Statements and events in plain words that keep who says so and how it stands: for formats that show people a line of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onrecord.publish.selection import Found
from onrecord.publish.shared.words import SAYS

VERBS = SAYS | {"decline": "declines to comment"}
DENYING = frozenset({"deny", "reject"})
"""Acts whose verb says already that the source is against it."""
HAPPENED = frozenset({"actual", "reported", "alleged", "historical"})
"""Statuses of a deed that somebody says happened."""
NOBODY = "a source that is not stated"


def speaker(statement: Found) -> str:
    """Who is reported as saying it, in the words of the story, and their name where that is known and not among them."""
    source = statement["source"]
    words = (source["core"] or source)["text"] or NOBODY
    return f"{words} (= {source['name']})" if source.get("name") else words


def speaker_marked(statement: Found) -> str:
    """The same, with what keeps a reader from taking it for a name: `a senior official (unnamed)`."""
    kind = statement["source"]["kind"]
    return speaker(statement) + (f" ({kind})" if kind in ("unnamed", "group", "document") else "")


def said_words(statement: Found) -> str:
    """What is said: in quotation marks only where these are the source's own words."""
    words = " … ".join(statement["content"]["texts"])
    return f"“{words}”" if words and statement["quotation"] == "direct" else words


def attributed(statement: Found) -> str:
    """One line: who says what, in which words, and how the source stands to it."""
    is_own = statement["quotation"] == "direct" or not statement["content"]["texts"]
    how = [*_stance(statement), *([] if is_own else ["in the report's words"])]
    said = said_words(statement)
    lead = f"{speaker_marked(statement)} {VERBS[statement['act']]}{' (' + ', '.join(how) + ')' if how else ''}"
    return f"{lead}: {said}" if said else lead


def _stance(statement: Found) -> Iterator[str]:
    if statement["polarity"] == "denies" and statement["act"] not in DENYING:
        yield "denying it"
    if statement["polarity"] == "leaves_open":
        yield "leaving it open"
    if statement["certainty"] in ("probable", "possible"):
        yield f"as {statement['certainty']}"


def statement_details(statement: Found) -> Iterator[str]:
    """Everything else that the record has on how it was said, as `name: value`."""
    yield f"act: {statement['act']}"
    yield f"polarity: {statement['polarity']}"
    yield f"certainty: {statement['certainty']}"
    yield f"source: {statement['source']['kind']}"
    yield f"quotation: {statement['quotation']}"
    for name in ("cue", "addressee", "medium", "target"):
        if statement[name]:
            yield f"{name}: {statement[name]['text']}"
    if statement["chain"]:
        yield f"through: {' > '.join(statement['chain'])}"
    if statement["within"]:
        yield f"reported within: {statement['within']}"


def parties(event: Found, role: str) -> str:
    """The actors or the recipients in the words of the story, each with the name that is not among them, where it is known."""
    return "; ".join(
        f"{party['text']} (= {party['name']})" if party.get("name") else party["text"] for party in event[role]
    )


def happening(event: Found) -> str:
    """What an event is about in the words of the story: `The Pelmark navy – closed – the harbour of Sorvik`."""
    actors, recipients = (parties(event, role) for role in ("actors", "recipients"))
    return " – ".join(part for part in (actors, event["trigger"]["text"], recipients) if part)


def title_of(event: Found) -> str:
    """An event in one line that begins with how it stands, unless the report itself asserts it."""
    coded = event["event_type"] + (f" {event['mode']}" if event["mode"] else "")
    mark = "" if event["status"] == "actual" else f"{event['status'].replace('_', ' ').capitalize()}: "
    return f"{mark}{happening(event)} ({coded})"


def standing(event: Found, statements: Mapping[str, Found]) -> str:
    """How an event stands and according to whom: `alleged, according to Greta Sund`."""
    carrier = statements.get(event["statement"] or "")
    status = event["status"].replace("_", " ")
    if status == "actual":
        return "actual, asserted by the report itself"
    return (
        f"{status}, according to {speaker_marked(carrier)}"
        if carrier is not None
        else f"{status}, as the report puts it"
    )


def event_details(event: Found, quantities: Mapping[str, Found]) -> Iterator[str]:
    """What the record has of an event besides, as `name: value`."""
    for role in ("actors", "recipients"):
        if event[role]:
            yield f"{role}: {parties(event, role)}"
    if event["date"]:
        yield f"when: {event['date']['text']}"
    if event["place"]:
        yield f"where: {event['place']['text']}"
    amounts = [quantities[one]["text"] for one in event["quantities"] if one in quantities]
    if amounts:
        yield f"amounts: {'; '.join(amounts)}"
    yield f"PLOVER: {' '.join(coding(event))}"


def coding(event: Found) -> list[str]:
    """Its type, mode and contexts, each word once."""
    return list(dict.fromkeys(filter(None, (event["event_type"], event["mode"], *event["contexts"]))))


__all__ = [
    "HAPPENED", "attributed", "coding", "event_details", "happening", "parties", "said_words", "speaker", "speaker_marked", "standing", "statement_details", "title_of",
]  # fmt: skip
