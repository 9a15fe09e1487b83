"""Values of the record in words, the same in every format and on every page."""

from __future__ import annotations

SAYS = {
    "state": "says", "claim": "claims", "allege": "alleges", "accuse": "accuses", "deny": "denies", "admit": "admits", "promise": "promises",
    "threaten": "threatens", "demand": "demands", "propose": "proposes", "accept": "accepts", "reject": "rejects", "warn": "warns",
    "predict": "predicts", "praise": "praises", "criticise": "criticises", "ask": "asks", "decline": "declines", "believe": "believes",
}  # fmt: skip
"""Acts of speech, after whoever does them."""
SAID = {
    "state": "said", "claim": "claimed", "allege": "alleged", "accuse": "accused", "deny": "denied", "admit": "admitted",
    "promise": "promised", "threaten": "threatened", "demand": "demanded", "propose": "proposed", "accept": "accepted",
    "reject": "rejected", "warn": "warned", "predict": "predicted", "praise": "praised", "criticise": "criticised", "ask": "asked",
    "decline": "declined", "believe": "believed",
}  # fmt: skip
"""Acts of speech as they were done; these go before `by …` too."""
ACTED = SAID | {"decline": "declined to say"}
"""The same where nothing but the words follows."""
STANDINGS = {
    "actual": "the report says so itself", "reported": "a source says so", "alleged": "alleged", "denied": "denied", "planned": "planned",
    "threatened": "threatened", "conditional": "on a condition", "called_for": "called for", "negated": "did not happen",
    "historical": "before this",
}  # fmt: skip
"""What the status of an event means."""
_BY = frozenset({"alleged", "denied", "called_for", "threatened"})
"""Statuses that read on with `by`."""


def standing_by(status: str, who: str | None) -> str:
    """The status of an event and according to whom: `alleged by an aide`, `said by the police`, `planned, said by Lund`."""
    words = STANDINGS.get(status, spaced(status))
    if not who or status == "actual":
        return words
    if status == "reported":
        return f"said by {who}"
    return f"{words} by {who}" if status in _BY else f"{words}, said by {who}"


def quoted(words: str) -> str:
    """Words in quotation marks, their own taken off where they stand at both ends."""
    words = words.strip()
    if len(words) > 1 and words[0] in '“"' and words[-1] in '”"' and not set(words[1:-1]) & set('“”"'):
        words = words[1:-1]
    return f"“{words}”"


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


def short(identity: str) -> str:
    """As much of an id as is enough to ask for it."""
    kind, _, digits = identity.partition("-")
    return f"{kind}-{digits[:8]}"
