"""From linked claims to disputes: the sides of each question, and whether it is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.model import Dispute, DisputeSide, Evidence, Link, Origin, Said, content_id
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.figures import later_of
from onrecord.resolve.disputes.relating import Verdict, read_link
from onrecord.resolve.layers import Copies, connected

VERSION = "1"
MOST_OF_VALUE, MOST_OF_SUBJECT = 120, 160
"""Characters of a claim that are shown for its side, and of the first one for the whole dispute."""
Node = tuple[str, str, int]
"""An answer: the claim's id, the kind of question, and where its words begin."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a claim answers to a question: in a few words, what it is compared by, and the words that say it."""

    claim: Claim
    value: str
    evidence: Evidence
    low: float | None = None
    high: float | None = None

    def node(self, kind: str) -> Node:
        """By what it is told from every other answer."""
        return self.claim.id, kind, self.evidence.span.start


@dataclass(frozen=True, slots=True)
class Edge:
    """Two answers to one question, and how they stand to one another."""

    kind: str
    one: Node
    other: Node
    answers: tuple[Answer, Answer]
    verdict: Verdict
    reason: str


def settle_claims(members: Sequence[Claim], links: Sequence[Link], copies: Copies) -> tuple[Dispute, ...]:
    """The disputes in a component of linked claims."""
    if all(relation.verdict is Verdict.AGREES for link in links for relation in read_link(link)):
        return ()
    by_id = {claim.id: claim for claim in members}
    answers: dict[tuple[str, str, int], Answer] = {}
    edges = [
        edge
        for link in sorted(links, key=lambda link: (link.one, link.other))
        for edge in _edges(link, by_id[link.one], by_id[link.other], copies, answers)
    ]
    found: list[Dispute] = []
    for kind in sorted({edge.kind for edge in edges}):
        of_kind = [edge for edge in edges if edge.kind == kind]
        for group in _groups(of_kind):
            dispute = _dispute(kind, group)
            if dispute is not None:
                found.append(dispute)
    return tuple(sorted(found, key=lambda dispute: dispute.id))


def _edges(
    link: Link, one: Claim, other: Claim, copies: Copies, answers: dict[tuple[str, str, int], Answer]
) -> Iterator[Edge]:
    """What a link says, each answer made once and put among `answers`."""
    is_copy = other.story in copies.get(one.story, frozenset()) or one.story in copies.get(other.story, frozenset())
    for relation in read_link(link):
        kind, verdict = relation.kind, relation.verdict
        if is_copy and one.source is None and other.source is None and verdict is not Verdict.AGREES:
            continue
        mine, theirs = (
            answers.get(key) or answers.setdefault(key, _answer(kind, claim, key[2]))
            for claim, key in ((one, (one.id, kind, relation.one)), (other, (other.id, kind, relation.other)))
        )
        yield Edge(kind, mine.node(kind), theirs.node(kind), (mine, theirs), verdict, relation.reason)


def _answer(kind: str, claim: Claim, place: int) -> Answer:
    """What a claim answers to a question of a kind."""
    match kind:
        case "figure":
            figure = claim.figures[place]
            return Answer(claim, figure.evidence.text, figure.evidence, figure.low, figure.high)
        case "date" if claim.dated is not None:
            text = claim.dated.first if claim.dated.is_day and not place else claim.dated.evidence.text
            return Answer(claim, text, claim.dated.evidence)
        case "place":
            return Answer(claim, claim.placed[place].evidence.text, claim.placed[place].evidence)
        case "spelling":
            return Answer(claim, claim.identities[place].name, claim.identities[place].evidence)
        case "attribution" if claim.agent is not None:
            return Answer(claim, claim.agent.evidence.text, claim.agent.evidence)
        case _:
            return Answer(claim, _short(claim.evidence.text, MOST_OF_VALUE), claim.evidence)


def _short(text: str, most: int) -> str:
    """A text, cut behind a word where it is too long."""
    return text if len(text) <= most else text[: most - 3].rsplit(" ", 1)[0] + "..."


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """The edges of each question: those that hang together."""
    first = {node: group[0] for group in connected((), ((edge.one, edge.other) for edge in edges)) for node in group}
    groups: dict[Node, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(first[edge.one], []).append(edge)
    return [groups[node] for node in sorted(groups)]


def _dispute(kind: str, edges: Sequence[Edge]) -> Dispute | None:
    """The dispute that a question is; None where all agree."""
    answers = {edge.one: edge.answers[0] for edge in edges} | {edge.other: edge.answers[1] for edge in edges}
    disputed = [edge for edge in edges if edge.verdict is Verdict.DISPUTES]
    replaced = _replaced(edges)
    if not disputed and not replaced:
        return None
    side_of = _sides(kind, edges, answers)
    is_open = any(edge.one not in replaced and edge.other not in replaced for edge in disputed)
    sides: dict[str, list[Node]] = {}
    for node in sorted(answers):
        sides.setdefault(side_of[node], []).append(node)
    if len(sides) < 2:
        return None
    first = min(answers.values(), key=_order)
    built = tuple(
        _side(label, [answers[node] for node in nodes], _value_after(nodes, replaced, side_of))
        for label, nodes in sides.items()
    )
    ordered = tuple(sorted(built, key=lambda side: (side.first_said or "", side.value)))
    told = {f"{edge.verdict}: {edge.reason}" for edge in edges if edge.verdict is not Verdict.AGREES}
    return Dispute(
        content_id("dispute", kind, first.claim.id, first.evidence.span.start),
        kind,
        _short(first.claim.evidence.text, MOST_OF_SUBJECT),
        ordered,
        "open" if is_open else "superseded",
        reasons=tuple(sorted(told)),
        origin=Origin("resolve", f"dispute-{kind}", VERSION),
    )


def _order(answer: Answer) -> tuple[str, str, int]:
    return answer.claim.said_on or "9999", answer.claim.id, answer.evidence.span.start


def _replaced(edges: Sequence[Edge]) -> dict[Node, Node]:
    """The answers that their own source took back, and what stands in their place."""
    found: dict[Node, Node] = {}
    for edge in edges:
        if edge.verdict is Verdict.SUPERSEDES:
            one, other = (answer.claim for answer in edge.answers)
            is_later = later_of(one, other) is one
            earlier, later = (edge.other, edge.one) if is_later else (edge.one, edge.other)
            found[earlier] = max(later, found.get(earlier, later))
    return found


def _sides(kind: str, edges: Sequence[Edge], answers: dict[Node, Answer]) -> dict[Node, str]:
    """The side of each answer, by the value of the answer that speaks for it."""
    if kind == "denial":
        return _sides_of_denial(edges, answers)
    if kind == "figure":
        exact = sorted(
            {
                (answer.low, answer.value)
                for answer in answers.values()
                if answer.low is not None and answer.low == answer.high
            }
        )
        values: dict[float, str] = {}
        for low, value in exact:
            values.setdefault(low or 0.0, value)
        return {node: _figure_side(answer, values) for node, answer in answers.items()}
    if kind != "place":
        return {node: answer.value for node, answer in answers.items()}
    said: dict[frozenset[str], str] = {}
    for answer in sorted(answers.values(), key=_order):
        said.setdefault(_told(answer), answer.value)
    return {node: said[_told(answer)] for node, answer in answers.items()}


def _told(answer: Answer) -> frozenset[str]:
    """What two places of one side have in common: their names ("in Tunis", "in the capital, Tunis"), else all their words."""
    words = answer.value.replace(",", " ").split()
    return frozenset(word for word in words[1:] if word[0].isupper()) or frozenset(word.lower() for word in words)


def _figure_side(answer: Answer, exact: dict[float, str]) -> str:
    low = answer.low if answer.low is not None else float("-inf")
    high = answer.high if answer.high is not None else float("inf")
    inside = [number for number in exact if low <= number <= high]
    if not inside:
        return answer.value
    middle = (answer.low or answer.high or 0.0) if answer.low is None or answer.high is None else (low + high) / 2
    return exact[min(inside, key=lambda number: (abs(number - middle), number))]


def _sides_of_denial(edges: Sequence[Edge], answers: dict[Node, Answer]) -> dict[Node, str]:
    """Two sides: whoever agrees with the earliest answer, and whoever does not."""
    near: dict[Node, list[tuple[Node, bool]]] = {}
    for edge in edges:
        for here, there in ((edge.one, edge.other), (edge.other, edge.one)):
            near.setdefault(here, []).append((there, edge.verdict is Verdict.AGREES))
    start = min(answers, key=lambda node: _order(answers[node]))
    colour, waiting = {start: True}, [start]
    while waiting:
        node = waiting.pop()
        for there, is_agreed in near[node]:
            if there not in colour:
                colour[there] = colour[node] == is_agreed
                waiting.append(there)
    speaks = {
        side: answers[
            min(
                (node for node in colour if colour[node] is side), key=lambda node: _order(answers[node]), default=start
            )
        ].value
        for side in (True, False)
    }
    return {node: speaks[colour[node]] for node in answers}


def _value_after(nodes: Sequence[Node], replaced: dict[Node, Node], side_of: dict[Node, str]) -> str | None:
    """The value that took the place of a side's: None while one of its sources stands by it."""
    if not all(node in replaced for node in nodes):
        return None
    return side_of[max(replaced[node] for node in nodes)]


def _side(value: str, answers: Sequence[Answer], after: str | None) -> DisputeSide:
    ordered = sorted(answers, key=_order)
    claims = [answer.claim for answer in ordered]
    return DisputeSide(
        value,
        tuple(dict.fromkeys(claim.statement for claim in claims if claim.statement)),
        tuple(dict.fromkeys(event for claim in claims for event in claim.events)),
        tuple(sorted({claim.outlet for claim in claims if claim.outlet})),
        min((claim.said_on for claim in claims if claim.said_on), default=None),
        tuple(dict.fromkeys(claim.source for claim in claims if claim.source)),
        tuple(dict.fromkeys(_said(answer) for answer in ordered)),
        after,
    )


def _said(answer: Answer) -> Said:
    claim = answer.claim
    return Said(claim.story, claim.outlet, answer.evidence, claim.source, claim.statement, claim.said_on)
