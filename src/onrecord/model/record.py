"""The record: the values that are stored and published. Field names and values are the contract of `docs/record.md`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.model.spans import Evidence, Span


@dataclass(frozen=True, slots=True)
class Origin:
    """Which mechanism produced a value: the room, the rule's or model's id, and its version."""

    room: str
    by: str
    version: str


# --- entities -------------------------------------------------------------------------------------


class EntityKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    ARMED_GROUP = "armed_group"
    COUNTRY = "country"
    PLACE = "place"
    FACILITY = "facility"
    VESSEL = "vessel"
    OPERATION = "operation"
    OTHER = "other"


class MentionForm(StrEnum):
    NAME = "name"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to an entity; `why` names the rule that joined them to it."""

    story: str
    evidence: Evidence
    form: MentionForm
    why: str = ""


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name as written and how often."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class PossibleSame:
    """Another entity that may be the same one, and on what grounds."""

    entity: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that words refer to. `country` is ISO 3166-1 alpha-3; `sector` a PLOVER sector code.

    `authority` is the id of its row in the authority file: a body's or a person's id, a country's code.
    """

    id: str
    kind: EntityKind
    name: str
    names: tuple[NameCount, ...]
    mentions: tuple[Mention, ...]
    country: str | None = None
    sector: str | None = None
    office: tuple[str, ...] = ()
    possible_same: tuple[PossibleSame, ...] = ()
    authority: str | None = None
    origin: Origin | None = None


# --- statements -----------------------------------------------------------------------------------


class SourceKind(StrEnum):
    NAMED = "named"
    UNNAMED = "unnamed"
    GROUP = "group"
    DOCUMENT = "document"
    UNSTATED = "unstated"


class QuotationForm(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Act(StrEnum):
    STATE = "state"
    CLAIM = "claim"
    ALLEGE = "allege"
    ACCUSE = "accuse"
    DENY = "deny"
    ADMIT = "admit"
    PROMISE = "promise"
    THREATEN = "threaten"
    DEMAND = "demand"
    PROPOSE = "propose"
    ACCEPT = "accept"
    REJECT = "reject"
    WARN = "warn"
    PREDICT = "predict"
    PRAISE = "praise"
    CRITICISE = "criticise"
    ASK = "ask"
    DECLINE = "decline"
    BELIEVE = "believe"


class Polarity(StrEnum):
    AFFIRMS = "affirms"
    DENIES = "denies"
    LEAVES_OPEN = "leaves_open"


class Certainty(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class StatementTime(StrEnum):
    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """Who is reported as saying it. `evidence` is None exactly when `kind` is unstated.

    `core` is the noun phrase that says who it is, where `evidence` is less or more than that: what a relative pronoun
    stands for ("a pilot who said"), or the phrase without an aside or a clitic ("Lund, who replaced Orr, said").
    """

    kind: SourceKind
    entity: str | None
    evidence: Evidence | None
    core: Evidence | None = None

    @property
    def phrase(self) -> Evidence | None:
        """The words that say who it is."""
        return self.core or self.evidence


@dataclass(frozen=True, slots=True)
class Content:
    """What is said, in one or several pieces, in order."""

    pieces: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution. `chain` runs from the outlet inwards: names or words of each mouth it went through.

    `addressee` is who was told, `medium` where ("in a post on X"). `within` is the id of the statement
    whose content this one was found in. `cue` is None only for a floating quotation.
    """

    id: str
    story: str
    source: Source
    chain: tuple[str, ...]
    cue: Evidence | None
    content: Content
    quotation: QuotationForm
    act: Act
    polarity: Polarity
    certainty: Certainty
    time: StatementTime
    addressee: Evidence | None
    medium: Evidence | None
    within: str | None
    target: Evidence | None = None
    """Who is accused, criticised, praised or threatened, where the cue names them; never the source."""
    confidence: float | None = None
    origin: Origin | None = None


# --- events ---------------------------------------------------------------------------------------


class EventStatus(StrEnum):
    ACTUAL = "actual"
    REPORTED = "reported"
    ALLEGED = "alleged"
    DENIED = "denied"
    PLANNED = "planned"
    THREATENED = "threatened"
    CONDITIONAL = "conditional"
    CALLED_FOR = "called_for"
    NEGATED = "negated"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor or a recipient: the whole noun phrase, and the entity it refers to."""

    entity: str | None
    evidence: Evidence
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class EventDate:
    """ISO 8601 with the precision written (century, decade, year, half, quarter, season, month, week, day, time); words that nothing tells the day of ("on Monday" in a
    story without a date) have neither."""

    value: str | None
    precision: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where it happened: the `place` record's id and its words."""

    place: str | None
    evidence: Evidence
    name: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something done by an actor, coded in PLOVER (types, modes, contexts, quad classes 1 to 4)."""

    id: str
    story: str
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    trigger: Evidence
    date: EventDate | None
    place: EventPlace | None
    quantities: tuple[str, ...]
    """Ids of quantities."""
    status: EventStatus
    modality: str | None
    """PLOVER's auxiliary mode: historical, future, hypothetical or negation; None for a plain event."""
    statement: str | None
    confidence: float | None = None
    origin: Origin | None = None


# --- readings -------------------------------------------------------------------------------------


class QuantityKind(StrEnum):
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    DURATION = "duration"
    DISTANCE = "distance"
    MASS = "mass"
    AREA = "area"
    OTHER = "other"


class Approximate(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    NEARLY = "nearly"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount: `value` (None for a range, which has `low` and `high`), `unit` (ISO 4217 for money).

    `of` is what is counted ("flights"), as written. `equivalent_of` is the id of the quantity that
    this one restates: "A$12.5bn (£6.2bn)".
    """

    id: str
    story: str
    evidence: Evidence
    value: float | None
    low: float | None
    high: float | None
    approximate: Approximate
    unit: str | None
    kind: QuantityKind
    of: str | None = None
    equivalent_of: str | None = None
    origin: Origin | None = None


class Timex(StrEnum):
    """TIMEX3 types (ISO-TimeML)."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression; `value` as in TIMEX3 with the precision written, None where it needs an anchor that is unknown.

    `anchor` is the ISO date it was read against, None for an expression that stands alone.
    """

    id: str
    story: str
    evidence: Evidence
    timex: Timex
    value: str | None
    anchor: str | None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place name; no point (lat, lon None) is an answer. `country` is ISO 3166-1 alpha-3."""

    id: str
    story: str
    evidence: Evidence
    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geoname_id: int | None
    confidence: float | None
    origin: Origin | None = None


# --- across documents -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Words that two stories share: where they stand in the one, and the span they have in the other (of its document's text)."""

    evidence: Evidence
    of_span: Span


@dataclass(frozen=True, slots=True)
class Copy:
    """A story that repeats passages of another, which came before it as far as is known: `kind` is `exact`, `near` (nearly all of
    it) or `partial`. `share` is the part of its own words, 0 to 1, that the other has too, `of_share` the part of the other's.
    """

    id: str
    kind: str
    story: str
    of: str
    share: float
    of_share: float
    shared: tuple[SharedPassage, ...]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """Where one story tells of an incident: the words, and the event read there, None where it is no event of PLOVER (an
    earthquake, a shipwreck).
    """

    story: str
    evidence: Evidence
    event: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """The same happening across stories; copies of one report count once in `independent_reports`.

    `kind` is what happened: a type of PLOVER, or a kind of accident or disaster. `reasons` say why its tellings are one.
    """

    id: str
    events: tuple[str, ...]
    stories: tuple[str, ...]
    outlets: tuple[str, ...]
    independent_reports: int
    first_reported: str | None
    first_outlets: tuple[str, ...] = ()
    """Who reported it on that day."""
    kind: str | None = None
    title: str | None = None
    """What happened in a few words, all of them from the stories: `shelled, Drevna, 4 March 2026`."""
    date: str | None = None
    place: str | None = None
    actors: tuple[str, ...] = ()
    """Ids of entities."""
    recipients: tuple[str, ...] = ()
    told: tuple[Telling, ...] = ()
    reasons: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one side in one story, and according to whom: None where the report itself says it."""

    story: str
    outlet: str | None
    evidence: Evidence
    source: str | None
    statement: str | None
    said_on: str | None


@dataclass(frozen=True, slots=True)
class DisputeSide:
    """One of the answers: `value` in a few words, who gives it (`sources`, empty where only the reports themselves do) and where."""

    value: str
    statements: tuple[str, ...]
    events: tuple[str, ...]
    outlets: tuple[str, ...]
    first_said: str | None
    sources: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    superseded_by: str | None = None
    """The value that the same source put in its place later."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two or more sides; `kind`: figure denial date place spelling attribution; `state`: open superseded.

    `about` says in words what is disputed; `incident` is the id of the incident that it belongs to, where it is one.
    """

    id: str
    kind: str
    about: str
    sides: tuple[DisputeSide, ...]
    state: str
    incident: str | None = None
    reasons: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a report says became of a commitment: `state` kept, broken or withdrawn, with the words that say so."""

    state: str
    story: str
    outlet: str | None
    evidence: Evidence
    statement: str | None
    event: str | None
    said_on: str | None
    source: str | None = None
    """According to whom; None where the report itself says it."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise, threat, demand, proposal or agreement and what became of it (`state`), with the evidence.

    The first report gives `by`, `content`, `condition` and `deadline`, whose spans are of that story's document; `said` has every report.
    """

    id: str
    kind: str
    by: Source
    to: str | None
    content: Content
    condition: Evidence | None
    deadline: EventDate | None
    statements: tuple[str, ...]
    events: tuple[str, ...]
    state: str
    story: str | None = None
    """The story whose words these are."""
    outcomes: tuple[Outcome, ...] = ()
    said: tuple[Said, ...] = ()
    first_said: str | None = None
    reasons: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class AnchorPart:
    """Words of a judged record, and the field of it that they were."""

    field: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a judged record stood: enough to find it again when its document is read anew by another version."""

    document: str
    story: str | None
    parts: tuple[AnchorPart, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision on a record, kept beside the machine's value, never over it.

    `verdict`: of two entities `same` or `different`; of any other record `accepted`, `amended` or `rejected`. An amendment says
    which `field` and, as JSON, what stands there instead: the fields of the record's object that are replaced.
    """

    id: str
    subject: str
    verdict: str
    by: str
    at: str
    reason: str | None
    withdrawn_at: str | None
    field: str | None = None
    value: str | None = None
    anchor: Anchor | None = None
    seen: str | None = None
    """As JSON, what the record said when it was judged: a decision vouches for no other reading."""


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Issue:
    """What could not be understood, where and why. `message` names the file and the place.

    Codes are listed in `onrecord.issues`.
    """

    id: str
    document: str | None
    story: str | None
    room: str
    code: str
    message: str
    span: Span | None
    severity: Severity
