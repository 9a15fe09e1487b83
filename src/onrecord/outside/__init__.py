"""Events that others coded, set against the text: GDELT, ICEWS, POLECAT and CAMEO files as claims to be checked, never as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO, Any

from onrecord.outside.checking import Check, Verdict, check_claims
from onrecord.outside.claims import Claim, ClaimedParty, read_claims
from onrecord.outside.rows import SCHEMES
from onrecord.serialize import to_json_line

__all__ = [
    "SCHEMES",
    "Check",
    "Claim",
    "ClaimedParty",
    "Verdict",
    "check_claims",
    "check_objects",
    "read_claims",
    "write_checks",
]


def check_objects(checks: Iterable[Check]) -> Iterator[dict[str, Any]]:
    """A JSON object a check: `type` claim_check, the claim, and what the text says of it."""
    for check in checks:
        found = asdict(check)
        found["claim"]["types"] = sorted(check.claim.types)
        for role in ("actor", "recipient"):
            if found["claim"][role] is not None:
                found["claim"][role]["sectors"] = sorted(found["claim"][role]["sectors"])
        yield {
            "type": "claim_check",
            "id": f"{check.claim.scheme}:{check.claim.id}",
            **found,
            "verdict": check.verdict.value,
        }


def write_checks(checks: Iterable[Check], out: IO[str], *, form: str) -> None:
    """Write checks as JSON Lines (`jsonl`), or as a readable list with the count of each verdict at the end (`report`)."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[Check]:
        for check in checks:
            counts[check.verdict.value] += 1
            yield check

    if form == "jsonl":
        for found in check_objects(counted()):
            out.write(to_json_line(found) + "\n")
        return
    for check in counted():
        out.write("\n".join(_lines(check)) + "\n\n")
    total = sum(counts.values())
    out.write(f"{total} claims: " + ", ".join(f"{counts[verdict]} {verdict.value.replace('_', ' ')}" for verdict in Verdict if counts[verdict]) + "\n")  # fmt: skip


def _lines(check: Check) -> Iterator[str]:
    claim = check.claim
    who = " → ".join(_party(party) for party in (claim.actor, claim.recipient))
    yield f"{check.verdict.value.upper().replace('_', ' ')}  {claim.scheme} {claim.id} (line {claim.line}): {claim.day or 'no day'}  {who}  {claim.code}"  # fmt: skip
    if check.record:
        by = f", according to {check.according_to}" if check.according_to else ""
        yield f"    {check.status or 'said'}{by}: “{_flat(check.words or '')}”"
        found = f" (found by {check.matched_by})" if check.matched_by == "day" else ""
        yield f"    {check.record}{found}"
    for words in check.differs:
        yield f"    {words}"


def _party(party: ClaimedParty | None) -> str:
    if party is None:
        return "nobody"
    return " ".join(filter(None, (party.name, party.country, "/".join(sorted(party.sectors)))))


def _flat(words: str) -> str:
    flat = " ".join(words.split())
    return "".join(char if char.isprintable() else "\ufffd" for char in flat)
