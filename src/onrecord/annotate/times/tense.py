"""Does an expression look back or ahead? Read from the words around it."""

from __future__ import annotations

import re

from onrecord.rules.verbs import load_irregular

AHEAD = frozenset(
    "will 'll shall would going must may might should due planned scheduled expected slated plans plan planning expects intends hopes "
    "hoping set upcoming next set aims likely poised won't pending prepares preparing proposes wants begins ends expires opens resumes arrives departs meets faces travels starts returns".split()
)
FIRM = frozenset("will 'll shall would may must should won't".split())
"""What looks ahead also where it stands behind the expression: "On Friday, the court will rule"."""
TO = frozenset(
    "plan plans planned planning expected expects scheduled due set agreed agrees want wants hope hopes hoping intends intend intended ask asked order "
    "ordered likely ready prepare preparing prepared promised vowed pledged decided urged need needs slated going is are invited date deadline ultimatum "
    "supposed proposed proposes voted".split()
)
BACK = frozenset("said was were had did has have been says told came went took made 'd is are".split()) - {"is", "are"}
SAME = frozenset("cut put set read let hit cost hurt shut quit spread run come become bet cast".split())
NOT_VERBS = frozenset("united hundred need speed indeed feed seed breed weed red bed alleged armed wed".split())
PREPOSITIONS_AHEAD = frozenset("until till by starting beginning effective before through expires".split())
BE = frozenset("be get being".split())
_WORD = re.compile(r"['’]ll\b|[A-Za-z]+(?:['’]t)?|[;:!?()]|\.(?=\s)|``|''|[\"“”]")
FAR = 24
"""Words that are looked at on each side."""


def frame(text: str, start: int, end: int, floor: int) -> int:
    """-1 or 1 where the words close by say it ("since June", "as early as Friday", "Friday's vote"), else 0."""
    if text[end : end + 2] in ("'s", "’s"):
        return -1
    before = text[max(floor, start - 20) : start].lower().split()
    if before[-1:] == ["since"]:
        return -1
    return int(before[-3:-2] == ["as"] and before[-1:] == ["as"])


def direction(text: str, start: int, end: int, floor: int, ceiling: int) -> int:
    """-1 where the verb beside `text[start:end]` looks back, 1 where it looks ahead, 0 where none is found."""
    before = _WORD.findall(text[max(floor, start - 160) : start])[-FAR:]
    found = _back(before) or _forth(_WORD.findall(text[end : min(ceiling, end + 160)])[:FAR])
    if found == 0 and before and before[-1].lower() in PREPOSITIONS_AHEAD:
        return 1
    return found


def _back(words: list[str]) -> int:
    """The nearest verb before: participles after "be" leave the answer to what stands before them."""
    for place in range(len(words) - 1, -1, -1):
        word = words[place].lower().replace("’", "'")
        if word in (";", ".", "!", "?", "``", "''", '"', "“", "”"):
            return 0
        if (
            word == "to"
            and place
            and words[place - 1].lower() in TO
            and place + 1 < len(words)
            and words[place + 1].islower()
        ):
            return 1
        if word in AHEAD:
            return -1 if words[max(0, place - 2) : place] == ["had", "been"] else 1
        if _is_past(word) and not (place and words[place - 1].lower() in BE):
            return -1
    return 0


def _forth(words: list[str]) -> int:
    for word in words:
        lower = word.lower().replace("’", "'")
        if lower in (";", ".", "!", "?"):
            return 0
        if lower in FIRM:
            return 1
        if _is_past(lower) and lower not in AHEAD:
            return -1
    return 0


def _is_past(word: str) -> bool:
    if word in BACK:
        return True
    if word in SAME or word in NOT_VERBS or not word.islower():
        return False
    return (word.endswith("ed") and len(word) > 3) or word in load_irregular()
