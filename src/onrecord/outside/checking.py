"""Claims of other coders set against the text: whether it says so, and according to whom.

Nothing is taken over. A claim whose text is at hand is borne out only by an event that was read there: the same kind of deed by the same actor.
The answer names that event, how it stands and whose word it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from onrecord.judging import as_left
from onrecord.model import EntityKind
from onrecord.names import SAME, compare
from onrecord.outside.claims import Claim, ClaimedParty
from onrecord.rules.countries import country_of_adjective, country_of_name
from onrecord.store import Hit, Query, Store

Found = dict[str, Any]


class Verdict(StrEnum):
    """What the text says of a claim."""

    SUPPORTED = "supported"
    """The report itself asserts it."""
    ATTRIBUTED = "attributed"
    """Only a source says it: `according_to` tells who."""
    UNREALISED = "unrealised"
    """It is planned, threatened, demanded or hangs on a condition: it has not happened."""
    CONTRADICTED = "contradicted"
    """The text denies it, or says that it did not happen."""
    DIFFERENT = "different"
    """The same parties, but another deed, or the other way round."""
    ABSENT = "absent"
    """The text is at hand and nothing like it was read in it."""
    NO_TEXT = "no_text"
    """Its text is not stored, and nothing stored of its day fits."""


OF_STATUS = {
    "actual": Verdict.SUPPORTED, "historical": Verdict.SUPPORTED, "reported": Verdict.ATTRIBUTED, "alleged": Verdict.ATTRIBUTED,
    "planned": Verdict.UNREALISED, "threatened": Verdict.UNREALISED, "conditional": Verdict.UNREALISED, "called_for": Verdict.UNREALISED,
    "denied": Verdict.CONTRADICTED, "negated": Verdict.CONTRADICTED,
}  # fmt: skip
_ORDER = list(OF_STATUS)
WINDOW = timedelta(days=2)
"""How far from its day a claim is looked for where nothing says what it was read from."""
AT_ONCE = 300
"""Events of one kind that are looked at in one go."""
_COMMON = frozenset(
    "the of and president minister government police army military leader official officials group people".split()
)
"""Words that do not tell one party from another."""


@dataclass(frozen=True, slots=True)
class Check:
    """A claim with what the text says of it.

    `matched_by` is `address` where the text that it names is stored, `day` where it was looked for by day and parties. `record` is the event
    (of a public statement the statement) that comes nearest; `words` are its trigger in the sentence around, `differs` what is not as claimed.
    """

    claim: Claim
    verdict: Verdict
    matched_by: str | None = None
    record: str | None = None
    status: str | None = None
    according_to: str | None = None
    words: str | None = None
    document: str | None = None
    story: str | None = None
    differs: tuple[str, ...] = ()


def check_claims(store: Store, claims: Iterable[Claim]) -> Iterator[Check]:
    """Each claim in turn, set against what is stored."""
    addresses: dict[str, list[str]] = {}
    for document, url in store.addresses():
        addresses.setdefault(plain_address(url), []).append(document)
    for claim in claims:
        documents = addresses.get(plain_address(claim.url), ()) if claim.url else ()
        yield _in_documents(store, claim, documents) if documents else _on_its_day(store, claim)


def plain_address(url: str) -> str:
    """An address without what does not tell pages apart: scheme, `www.`, fragment, a slash at the end, capitals of the host."""
    bare = re.sub(r"^https?://(www\.)?", "", url.strip(), flags=re.IGNORECASE).partition("#")[0].rstrip("/")
    host, slash, path = bare.partition("/")
    return host.casefold() + slash + path


# --- where the text is at hand --------------------------------------------------------------------


def _in_documents(store: Store, claim: Claim, documents: Iterable[str]) -> Check:
    objects = [
        (document, found) for document in documents for found in _as_left(store, store.document_objects(document))
    ]
    names = {found["id"]: found["name"] for _, found in objects if found["type"] == "entity"}
    texts = {document: found["text"] for document, found in objects if found["type"] == "document"}
    statements = {found["id"]: found for _, found in objects if found["type"] == "statement"}
    events = [(document, found) for document, found in objects if found["type"] == "event"]
    if not claim.types and (said := _said(claim, objects, names)) is not None:
        document, found = said
        words = " … ".join(found["content"]["texts"])
        return Check(claim, Verdict.SUPPORTED, "address", found["id"], None, _source(found), words, document, found["story"])  # fmt: skip
    best = _best(claim, ((found, document, names) for document, found in events))
    if best is not None:
        found, document, differs, verdict = best
        carrier = statements.get(found["statement"] or "")
        return Check(claim, verdict, "address", found["id"], found["status"], _source(carrier), _around(texts[document], found["trigger"]["span"]),
                     document, found["story"], differs)  # fmt: skip
    return Check(claim, Verdict.ABSENT, "address", document=next(iter(texts), None))


def _as_left(store: Store, objects: Iterable[Found]) -> Iterator[Found]:
    """Objects of the record as people left them: what they rejected bears nothing out."""
    found = list(objects)
    return as_left(found, store.judgements_of(one["id"] for one in found if one["type"] in ("statement", "event")))


def _best(
    claim: Claim, events: Iterable[tuple[Found, str, Mapping[str, str]]]
) -> tuple[Found, str, tuple[str, ...], Verdict] | None:
    """The event that comes nearest to a claim: the same deed before another one, then parties, then the firmest status."""
    ranked = []
    for found, document, names in events:
        like = _likeness(claim, found, names)
        if like is not None:
            rank, differs = like
            verdict = OF_STATUS[found["status"]] if not differs else Verdict.DIFFERENT
            ranked.append((bool(differs), -rank, _ORDER.index(found["status"]), found["trigger"]["span"][0], found["id"], found, document, differs, verdict))  # fmt: skip
    if not ranked:
        return None
    *_, found, document, differs, verdict = min(ranked, key=lambda one: one[:5])
    return found, document, differs, verdict


def _likeness(claim: Claim, found: Found, names: Mapping[str, str]) -> tuple[int, tuple[str, ...]] | None:
    """How well the parties of an event fit a claim, and what differs; None where they are others."""
    is_kind = found["event_type"] in claim.types
    straight = _parties(claim.actor, claim.recipient, found["actors"], found["recipients"], names)
    if straight is not None and is_kind:
        return straight, ()
    if straight is not None and straight >= _STRONG:
        return straight, (f"the text has {found['event_type']}, not {claim.code}",)
    turned = _parties(claim.actor, claim.recipient, found["recipients"], found["actors"], names)
    if turned is not None and turned >= _STRONG and is_kind:
        return turned, ("the other way round",)
    return None


_STRONG = 4
"""Both parties fit, or the only one that is claimed fits by name and country."""


def _parties(
    actor: ClaimedParty | None, recipient: ClaimedParty | None, actors: list[Found], recipients: list[Found], names: Mapping[str, str]
) -> int | None:  # fmt: skip
    """How well two claimed parties fit: None where one that is claimed fits none of those that the text names; 0 tells nothing."""
    total = 0
    for claimed, told in ((actor, actors), (recipient, recipients)):
        if claimed is None or not told:
            continue
        fit = max(_fit(claimed, one, names) for one in told)
        if fit == 0:
            return None
        total += fit
    return total or None


def _fit(claimed: ClaimedParty, told: Found, names: Mapping[str, str]) -> int:
    """0 for another, 1 for a sector alone, 2 for the same country or a like name, 3 for both, or a name with the sector."""
    own = [told["text"], *([names[told["entity"]]] if told["entity"] in names else [])]
    name = bool(claimed.name) and any(_is_alike(claimed.name or "", words) for words in own)
    country = claimed.country or (_country(claimed.name) if claimed.name else None)
    same = bool(country) and country == told["country"]
    if country and told["country"] and not same and not name:
        return 0
    sector = bool(told["sector"]) and told["sector"] in claimed.sectors
    if name or same:
        return 2 + (name and (same or sector))
    return int(sector and not (country and told["country"]))


def _country(words: str) -> str | None:
    return country_of_name(words.title()) or country_of_adjective(words.title())


def _is_alike(one: str, other: str) -> bool:
    if one.casefold() == other.casefold():
        return True
    first, second = (set(re.findall(r"[^\W\d_]{3,}", words.casefold())) - _COMMON for words in (one, other))
    if first and second and (first <= second or second <= first):
        return True
    return bool(first and second) and compare(one.title(), other, EntityKind.PERSON).score > SAME


def _said(claim: Claim, objects: Iterable[tuple[str, Found]], names: Mapping[str, str]) -> tuple[str, Found] | None:
    """A statement of the claimed actor, for a claim of a public statement."""
    if claim.actor is None:
        return None
    for document, found in objects:
        if found["type"] == "statement" and (words := _source(found)):
            told = {"text": words, "entity": found["source"]["entity"], "country": None, "sector": None}
            if _fit(claim.actor, told, names) >= 2:
                return document, found
    return None


def _source(statement: Found | None) -> str | None:
    if statement is None:
        return None
    words: str | None = (statement["source"].get("core") or statement["source"])["text"]
    return words


def _around(text: str, span: list[int]) -> str:
    """The line around words, at most some hundred characters of it."""
    start = max(text.rfind("\n", 0, span[0]) + 1, span[0] - 160)
    end = text.find("\n", span[1])
    return text[start : min(end if end >= 0 else len(text), span[1] + 160)]


# --- where it is not ------------------------------------------------------------------------------


def _on_its_day(store: Store, claim: Claim) -> Check:
    """What is stored of the claim's day with the same deed and, by name or country, the same parties."""
    if claim.day is None or not claim.types or claim.actor is None:
        return Check(claim, Verdict.NO_TEXT)
    try:
        day = date.fromisoformat(claim.day)
    except ValueError:
        return Check(claim, Verdict.NO_TEXT)
    fitting = [hit for kind in sorted(claim.types) for hit in _told(store, kind, day) if _is_certain(claim, hit)]
    best = _best(claim, ((hit.record, hit.record["id"], hit.names) for hit in fitting))
    if best is None:
        return Check(claim, Verdict.NO_TEXT)
    found, identity, differs, verdict = best
    (hit,) = (one for one in fitting if one.record["id"] == identity)
    context = store.hit_contexts([hit])[identity]
    story = store.get(found["story"])
    return Check(claim, verdict, "day", identity, found["status"], context.source, " ".join(context.words.split()), story["document"],
                 found["story"], differs)  # fmt: skip


def _told(store: Store, kind: str, day: date) -> Iterator[Hit]:
    """Every event of a kind around a day, as people left it."""
    query = Query(kind="event", event_type=kind, since=(day - WINDOW).isoformat(), until=(day + WINDOW).isoformat(), limit=AT_ONCE)  # fmt: skip
    while hits := list(store.find(query)):
        left = {one["id"]: one for one in _as_left(store, (hit.record for hit in hits))}
        yield from (replace(hit, record=left[hit.record["id"]]) for hit in hits if hit.record["id"] in left)
        query = replace(query, after=hits[-1].number)


def _is_certain(claim: Claim, hit: Hit) -> bool:
    """Every party that is claimed must be there, by name or country: a sector alone is anybody. One that is claimed alone must be there by
    its name and its country or sector: of one country many do many things within days.
    """
    least = 2 if claim.actor is not None and claim.recipient is not None else 3
    for claimed, role in ((claim.actor, "actors"), (claim.recipient, "recipients")):
        if claimed is not None and not any(_fit(claimed, one, hit.names) >= least for one in hit.record[role]):
            return False
    return True
