"""Sentences of a paragraph, with regard to quotation marks."""

from __future__ import annotations

import re

ABBREVIATIONS = frozenset(
    (
        "mr mrs ms dr prof gen lt col capt cmdr sgt maj adm gov sen rep rev hon pres st mt ft jr sr inc ltd "
        "co corp no nos vs etc dept fig jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n e.u e.g "
        "i.e a.m p.m ph.d approx est al cpl pvt insp supt det messrs"
    ).split()
)
SPEECH = frozenset(
    (
        "said says say told tells asked asks added adds wrote writes replied insisted warned declared "
        "announced cried shouted explained argued claimed continued recalled joked noted stressed repeated "
        "answered demanded admitted complained promised vowed yelled"
    ).split()
)
CLOCK_GOES_ON = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec est edt cst cdt mst mdt pst pdt gmt utc bst cet eastern pacific"
    ).split()
)
"""What goes on behind "10 p.m." though it is written with a capital."""
_STOP = re.compile(r"(?:[.!?]{1,6}|…)[)\]”’\"'»]{0,3}(?=\s|$)")
_WORD_BEFORE = re.compile(r"[\w.]{1,24}$")
_AFTER = re.compile(r"[\s]*([“\"‘'«(\[]*)(\S*)\s*(\S*)\s*(\S*)")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of one paragraph, without the space between them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _STOP.finditer(text):
        if _ends(text, match):
            found.append((start, match.end()))
            start = match.end()
    found.append((start, len(text)))
    return [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), b - (len(text[a:b]) - len(text[a:b].rstrip())))
        for a, b in found
        if text[a:b].strip()
    ]


def _ends(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end() : match.end() + 160]
    if not rest.strip():
        return True
    after = _AFTER.match(rest)
    opening, following = (after.group(1), after.group(2)) if after else ("", "")
    stop = match.group()
    if following[:1].islower() and not opening:
        return False
    if stop == "." and _is_abbreviation(text[max(0, match.start() - 24) : match.start()], following):
        return False
    return not (stop[-1] in "”’\"'»" and not opening and _goes_on(rest))


def _is_abbreviation(before: str, following: str) -> bool:
    found = _WORD_BEFORE.search(before)
    if found is None:
        return False
    word = found.group().lower()
    if word in ("a.m", "p.m") and following.strip(".,;'’s)").lower() in CLOCK_GOES_ON:
        return True
    if word in ("u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "inc", "ltd", "corp", "co", "jr", "sr", "etc"):
        return following[:1].islower() or not following[:1].isalpha()
    if word == "no":
        return following[:1].isdigit()
    return word in ABBREVIATIONS or (len(found.group()) == 1 and found.group().isupper() and following[:1].isupper())


def _goes_on(rest: str) -> bool:
    """True when what follows a closing mark says who spoke: `"Stop!" Minister Brook said`, `"Stop!" said Brook`."""
    words = [word.strip(".,;:") for word in rest.split()[:6]]
    if words and words[0].lower() in SPEECH:
        return True
    for number, word in enumerate(words[1:], start=1):
        if word.lower() in SPEECH:
            return all(
                w[:1].isupper() or w.lower() in ("the", "of", "mr", "a", "he", "she", "they", "it")
                for w in words[:number]
            ) and "." not in rest[: rest.find(word)].replace("Mr.", "")
    return False
