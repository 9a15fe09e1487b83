"""The second reader: a model of the user's own is asked what it reads, and what it says is checked and set beside what onrecord reads.

Off unless it is asked for. Nothing of it goes into the record: what it proposes are `Proposal`s, each of whose words stands in
the text, and what does not check is refused with an `Issue`. Of its modules `asking` alone has a network.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from onrecord.errors import UsageError
from onrecord.issues import make_issue
from onrecord.model import Issue, Proposal, ProposalKind, Reader, Record, Severity, Story
from onrecord.second.answer import Nonsense, read_answer
from onrecord.second.asking import Bounds, Endpoint, Unanswered, parse_address
from onrecord.second.checking import Refused, check_proposal
from onrecord.second.comparing import compare
from onrecord.second.form import PROMPT, requests
from onrecord.second.locating import Window
from onrecord.second.tally import SecondReading

__all__ = ["PROMPT", "Bounds", "SecondReading", "reader_of", "second_read"]

PIECE = 16_000
"""Characters of a story that are asked about at once."""
MOST_PIECES = 40
"""A story of more pieces is not asked about."""
ROOM = "second"


def reader_of(url: str, model: str) -> Reader:
    """How a second reader is named in records. Raises UsageError for an address or a name that cannot be."""
    if not model.isprintable() or not model.strip():
        raise UsageError("--model: give the name of a model as its server has it")
    return Reader(model, parse_address(url).host)


def second_read(
    records: Iterable[Record], *, url: str, model: str, key: str | None = None, bounds: Bounds | None = None
) -> Generator[SecondReading, None, None]:
    """Ask an OpenAI-compatible server what it reads in each story, and set it beside these records, in their order.

    The records come out as they went in. `url` is what stands before `/chat/completions`, `key` goes with every question to
    that host and nowhere else. A server that does not answer, or answers nonsense, is an issue a story and never an error.
    Raises UsageError for an address or a key that cannot be.
    """
    bounds = bounds or Bounds()
    reader, endpoint = reader_of(url, model), Endpoint(parse_address(url), key, bounds)
    return _in_order(records, reader, endpoint, bounds.at_once)


def _in_order(
    records: Iterable[Record], reader: Reader, endpoint: Endpoint, at_once: int
) -> Generator[SecondReading, None, None]:
    """Readings in the order of the records; a few documents are asked about ahead."""
    pool = ThreadPoolExecutor(at_once, "second-reader")
    waiting: deque[tuple[Record, list[Future[_Asked]]]] = deque()
    try:
        for record in records:
            asked = [pool.submit(_ask_about, endpoint, reader, record, story) for story in record.stories]
            waiting.append((record, asked))
            while len(waiting) > at_once:
                yield _reading(reader, *waiting.popleft())
        while waiting:
            yield _reading(reader, *waiting.popleft())
    finally:
        endpoint.close()
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of asking about a story: `failure` says why there is no answer."""

    story: str
    proposals: tuple[Proposal, ...] = ()
    issues: tuple[Issue, ...] = ()
    failure: str | None = None


def _reading(reader: Reader, record: Record, asked: Iterable[Future[_Asked]]) -> SecondReading:
    found = [one.result() for one in asked]
    proposals = compare(record, tuple(proposal for one in found for proposal in one.proposals))
    issues = tuple(issue for one in found for issue in one.issues)
    failures = tuple(dict.fromkeys(one.failure for one in found if one.failure))
    answered = tuple(one.story for one in found if one.failure is None)
    return SecondReading(record, reader, answered, proposals, issues, failures)


def _ask_about(endpoint: Endpoint, reader: Reader, record: Record, story: Story) -> _Asked:
    """Ask about a story, piece by piece; it is answered for as a whole or not at all."""
    windows = list(cut_pieces(record.clean.text, story))
    found: list[Proposal | Issue] = []
    try:
        if len(windows) > MOST_PIECES:
            raise Unanswered(f"stories of more than {MOST_PIECES * PIECE:,} characters are not asked about")
        for window in windows:
            proposed = read_answer(endpoint.ask(requests(reader.model, window.words)))
            given = [(ProposalKind.STATEMENT, one) for one in proposed.statements]
            given += [(ProposalKind.EVENT, one) for one in proposed.events]
            found += [_checked(one, kind, window, reader, story) for kind, one in given]
            if proposed.left_out:
                found.append(
                    _issue(
                        "second-invalid", f"{proposed.left_out} proposals are more than are looked at", reader, story
                    )
                )
    except (Unanswered, Nonsense) as failure:
        code = "second-failed" if isinstance(failure, Unanswered) else "second-nonsense"
        issue = _issue(code, str(failure), reader, story, Severity.WARNING)
        return _Asked(story.id, issues=(issue,), failure=str(failure))
    proposals = {one.id: one for one in found if isinstance(one, Proposal)}
    issues = {one.id: one for one in found if isinstance(one, Issue)}
    return _Asked(story.id, tuple(sorted(proposals.values(), key=_place)), tuple(issues.values()))


def _checked(given: object, kind: ProposalKind, window: Window, reader: Reader, story: Story) -> Proposal | Issue:
    try:
        return check_proposal(given, kind, window, story=story.id, reader=reader)
    except Refused as refused:
        return _issue(refused.code, f"{kind.value} refused: {refused}", reader, story)


def _issue(code: str, why: str, reader: Reader, story: Story, severity: Severity = Severity.NOTE) -> Issue:
    message = f"{reader.name}: {why}"
    return make_issue(code, message, room=ROOM, document=story.document, story=story.id, severity=severity)


def _place(proposal: Proposal) -> tuple[bool, int, str]:
    """Statements first, then events, each in the order of the text."""
    if proposal.statement:
        return False, proposal.statement.content.pieces[0].span.start, proposal.id
    return True, proposal.event.trigger.span.start if proposal.event else 0, proposal.id


def cut_pieces(text: str, story: Story) -> Iterator[Window]:
    """A story in pieces of at most `PIECE` characters, cut behind a line where there is one, else behind a space."""
    start, end = story.span
    while end - start > PIECE:
        cuts = (text.rfind(mark, start + PIECE // 2, start + PIECE) + 1 for mark in ("\n", " "))
        cut = next((found for found in cuts if found), start + PIECE)
        yield Window(text, start, cut)
        start = cut
    yield Window(text, start, end)
