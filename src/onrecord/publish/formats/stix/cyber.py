"""What a story says of deeds by computer: who is said to have done it, whether the text calls them hackers, and who denies which of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.publish.selection import Bundle, Found, Selection
from onrecord.publish.shared.cast import Cast, cast_of, is_named
from onrecord.publish.shared.wording import HAPPENED, speaker

_GROUP = (
    r"(?:(?:hack|cyber|ransom|extortion|espionage|malware|threat)[\w-]*[ -](?:[\w-]+[ -])?(?:group|gang|collective|crew|team|outfit|unit|actor|"
    r"cell|syndicate)|(?:group|gang|collective|crew|team|band|cell) of (?:[\w-]+ )?(?:hackers|hacktivists|cybercriminals)|hackers|hacktivists|hacktivist|hacker)"
)
_CALLED = r"(?:,? (?:called|named|calling (?:itself|themselves)|(?:that|which|who) calls? (?:itself|themselves)|dubbed|known as))?"
_BEFORE = re.compile(rf"\b{_GROUP}{_CALLED},? [\"“'‘]?(?:the )?$", re.IGNORECASE)
_AFTER = re.compile(rf"^[\"”'’]?,?(?: is| are| was| were)? (?:a|an|the) (?:[\w-]+ ){{0,3}}?{_GROUP}\b", re.IGNORECASE)
_TRACKED = re.compile(
    r"\b(?:tracked|designated|labell?ed|known (?:to|by|among)) (?:[\w-]+ ){0,5}as [\"“'‘]?(?:the )?$", re.IGNORECASE
)
_CLUSTER = re.compile(r"^(?:APT|UNC|FIN|TA|DEV|UAC|UAT|TAG|Storm)[ -]?\d+$")
_HACKERS = re.compile(rf"\b{_GROUP}\b", re.IGNORECASE)
_ATTACK = re.compile(r"attack|hack|breach|cyber", re.IGNORECASE)
_CYBER = re.compile(r"hack|breach|cyber", re.IGNORECASE)
_CAMPAIGN = re.compile(
    r"\bcampaign (?:of|to) (?:[\w-]+ )?\S+|\b(?:hacking|cyber[\w-]*|phishing|intrusion) campaign\b", re.IGNORECASE
)
_OWNING_UP = re.compile(r"\bresponsib", re.IGNORECASE)
_ACCUSATION = re.compile(
    r"\b(?:accus|claim|charge|alleg|involv|responsib|blame|behind|attribut|suggestion|had (?:no|anything) )",
    re.IGNORECASE,
)
_GROUPS = frozenset({"organisation", "armed_group", "other"})


@dataclass(frozen=True, slots=True)
class Perpetrator:
    """Somebody with a name who is said to have done a deed; `claims` where it is their own claim of responsibility."""

    entity: Found
    words: str
    claims: bool


def is_cyber_deed(event: Found, statements: Mapping[str, Found]) -> bool:
    """True for a deed by computer that somebody says happened; an accusation about one is none, nor a shooting at a cyber unit.

    An attack is one where those who do it, or claim it, are called hackers in the same breath, or its own words say so.
    """
    if event["status"] not in HAPPENED:
        return False
    if event["mode"] == "cyber":
        return True
    words = event["trigger"]["text"]
    if event["event_type"] != "ASSAULT" or event["mode"] is not None or not _ATTACK.search(words):
        return False
    carrier = statements.get(event["statement"] or "")
    doers = [party["text"] for party in event["actors"]]
    doers += [speaker(carrier)] if not doers and carrier is not None and _owns_up(carrier) else []
    return bool(_CYBER.search(words)) or any(_HACKERS.search(doer) for doer in doers)


def is_campaign(event: Found, cast: Cast) -> bool:
    """True for a deed that the text itself calls a campaign, or that an operation with a name is said to have done."""
    start, end = event["trigger"]["span"]
    around = f"{cast.text[max(0, start - 30) : start]}{cast.text[start:end]}{cast.text[end : end + 12]}"
    doers = (cast.who(party) for party in event["actors"])
    return bool(_CAMPAIGN.search(around)) or any(doer is not None and doer["kind"] == "operation" for doer in doers)


def is_cyber(event: Found) -> bool:
    """True for an event that has to do with computers at all."""
    return event["mode"] == "cyber" or "cyber" in event["contexts"]


def perpetrators(event: Found, statements: Mapping[str, Found], cast: Cast) -> Iterator[Perpetrator]:
    """Who did a deed, according to whoever tells of it: the actors with a name, else who claims responsibility for it."""
    for party in event["actors"]:
        entity = cast.who(party)
        if entity is not None and is_named(entity):
            yield Perpetrator(entity, party["text"], claims=False)
    carrier = statements.get(event["statement"] or "")
    if not event["actors"] and carrier is not None and _owns_up(carrier):
        entity = cast.who(carrier["source"])
        if entity is not None and is_named(entity):
            yield Perpetrator(entity, speaker(carrier), claims=True)


def _owns_up(statement: Found) -> bool:
    is_said = statement["act"] in ("claim", "admit", "state") and statement["polarity"] == "affirms"
    words = " ".join((statement["cue"]["text"] if statement["cue"] else "", *statement["content"]["texts"]))
    return is_said and bool(_OWNING_UP.search(words[:80]))


def find_actors(selection: Selection, bundles: Iterable[Bundle]) -> dict[str, str]:
    """By id across documents, who is a threat actor or an intrusion set: whom a text calls hackers or the like, or who claims a deed by
    computer for itself. Whoever else is said to have done one stays an identity.
    """
    found: dict[str, str] = {}
    for bundle in bundles:
        statements = {one["id"]: one for one in bundle.statements}
        deeds = [event for event in bundle.events if is_cyber_deed(event, statements)]
        if not deeds:
            continue
        cast = cast_of(bundle, selection)
        for event in deeds:
            for one in perpetrators(event, statements, cast):
                kind = _kind(one, cast)
                if kind is not None:
                    found.setdefault(cast.one(one.entity).id, kind)
    return found


def _kind(one: Perpetrator, cast: Cast) -> str | None:
    if one.entity["kind"] not in _GROUPS:
        return None
    spans = [mention["span"] for mention in one.entity["mentions"] if mention["form"] == "name"]
    around = [(cast.text[max(0, start - 80) : start], cast.text[end : end + 80]) for start, end in spans]
    if _CLUSTER.match(one.entity["name"]) or any(_TRACKED.search(before) for before, _ in around):
        return "intrusion-set"
    is_called = any(_BEFORE.search(before) or _AFTER.search(after) for before, after in around)
    return "threat-actor" if is_called or one.claims or one.entity["kind"] == "armed_group" else None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody is said to have done a deed: who and to whom, by ids across documents, and the relationships that say so."""

    event: str
    who: str
    names: tuple[str, ...]
    """Ids of the entities of the document that are the one accused."""
    whom: frozenset[str]
    relationships: tuple[str, ...]


def denied_by(
    statement: Found, carried: Iterable[Found], attributions: Iterable[Attribution], cast: Cast
) -> tuple[str, ...]:
    """The relationships that a denial is about: those of the one deed that the denier, or the one whom it speaks for, is said to have done.

    Nothing where the denial names another victim, speaks of something else, or may be about several deeds.
    """
    if statement["polarity"] != "denies" or statement["source"]["span"] is None:
        return ()
    own = [one for one in attributions if _speaks_for(statement["source"], one, cast)]
    events = [event for event in carried if is_cyber(event)]
    if events:
        named = {
            cast.one(entity).id for event in events for party in event["recipients"] if (entity := cast.who(party))
        }
        own = [one for one in own if named & one.whom]
    elif not _ACCUSATION.search(" ".join(statement["content"]["texts"])):
        return ()
    return own[0].relationships if len({one.event for one in own}) == 1 else ()


def _speaks_for(source: Found, attribution: Attribution, cast: Cast) -> bool:
    """True where the source is the one accused, or is named with it: `the foreign ministry of Ostrava`."""
    entity = cast.who(source)
    if entity is not None and cast.one(entity).id == attribution.who:
        return True
    start, end = source["span"]
    return any(start <= at and to <= end and one in attribution.names for at, to, one in cast.named)


__all__ = [
    "Attribution",
    "Perpetrator",
    "denied_by",
    "find_actors",
    "is_campaign",
    "is_cyber",
    "is_cyber_deed",
    "perpetrators",
]
