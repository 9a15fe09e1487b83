"""Text to words, in the tokenisation of the English UD treebanks (EWT, GUM).

Clitics stand alone ("did|n't", "Kesh|'s", "workers|'"), hyphens split compounds ("live|-|fire") but not
prefixes ("non-military") nor names of the shape Min-Woo, currency signs stand before their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.model import Span

PREFIXES = frozenset(
    (
        "anti ante arch be bi co counter cross cyber de demi dis e ex extra fore hyper infra inter intra "
        "macro mal mega meta micro mid mini mis mono multi neo non pan para poly post pre pro proto pseudo "
        "quasi re semi sub super supra trans tri ultra un uni vice"
    ).split()
)
"""Bound prefixes, which keep their hyphen: "post-war" is one word in both treebanks."""

_ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof Gen Lt Col Capt Cmdr Sgt Maj Adm Gov Sen Rep Rev Hon Pres St Mt Ft Jr Sr Inc Ltd Co "
    "Corp Bros vs No Nos Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun etc "
    "approx dept est fig gov al ca cf esp incl max min misc tel vol pp ed eds"
).split()

_TOKEN = re.compile(
    r"""
    (?P<address> (?:https?://|www\.)[^\s<>"“”]{1,2000} | [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4} | [@\#]\w{2,} )
  | (?P<dotted>  \b(?:Ph|M)\.D\.? | (?:[^\W\d_]\.){2,8}(?![^\W\d_]) | \b(?:ABBREVIATIONS)\.(?=\s|$|,) | \b[A-Z]\.(?=\s+[A-Z]) )
  | (?P<number>  \d{1,40}(?:[.,:/]\d{1,40}){0,12}(?:st|nd|rd|th|s|[^\W\d_]{1,3})?(?![^\W_]) )
  | (?P<word>    [^\W_](?:[^\W_]|[\u0300-\u036f])*(?:['’][^\W_](?:[^\W_]|[\u0300-\u036f])*)* )
  | (?P<doubled> ''|‘‘|’’|`` ) | (?P<dots>    \.{2,} | …+ ) | (?P<dashes> -{2,} | [—–]+ ) | (?P<marks> [!?]{2,} | \*{2,} | ={2,} | _{2,} | ~{2,} )
  | (?P<emoji>   [:;]-?[()DP](?=\s|$) )
  | (?P<other>   \S )
    """.replace("ABBREVIATIONS", "|".join(_ABBREVIATIONS)),
    re.VERBOSE,
)

_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_FUSED = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3, "lemme": 3, "gimme": 3}
_HYPHENS = "-‑"


def split_words(text: str, start: int, end: int) -> list[Span]:
    """The words of `text[start:end]`, in order; white space and nothing else is left out."""
    found: list[Span] = []
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == "word":
            found.extend(_split(text, match.start(), match.end()))
        elif match.lastgroup == "address":
            found.extend(_address(text, match.start(), match.end()))
        else:
            found.append(Span(match.start(), match.end()))
    return _rejoin_hyphens(text, found)


def _address(text: str, start: int, end: int) -> Iterator[Span]:
    """An address without the punctuation of the sentence around it."""
    stop = end
    while stop > start + 1 and text[stop - 1] in ".,;:!?)]}'’\"":
        stop -= 1
    yield Span(start, stop)
    for place in range(stop, end):
        yield Span(place, place + 1)


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """A run of letters with apostrophes inside, its clitics apart."""
    word = text[start:end]
    fused = _FUSED.get(word.lower())
    if fused:
        yield Span(start, start + fused)
        yield Span(start + fused, end)
        return
    cut = _CLITIC.search(word)
    if cut and cut.start():
        yield from _split(text, start, start + cut.start())
        yield Span(start + cut.start(), end)
        return
    yield Span(start, end)


def _rejoin_hyphens(text: str, spans: list[Span]) -> list[Span]:
    """Join again what a hyphen should not split: prefixes and names such as Min-woo."""
    joined: list[Span] = []
    for span in spans:
        joined.append(span)
        while len(joined) >= 3 and _belongs(text, *joined[-3:]):
            joined[-3:] = [Span(joined[-3].start, joined[-1].end)]
    return joined


def _belongs(text: str, left: Span, hyphen: Span, right: Span) -> bool:
    if hyphen.end - hyphen.start != 1 or text[hyphen.start] not in _HYPHENS:
        return False
    if left.end != hyphen.start or hyphen.end != right.start:
        return False
    before, after = text[left.start : left.end], text[right.start : right.end]
    if not after[0].isalnum():
        return False
    if before.lower() in PREFIXES:
        return True
    if before.replace("-", "").isdigit() and after.isdigit():
        return "-" in before or (len(before) + len(after) >= 7 and not len(before) == len(after) == 4)
    return (
        before[:1].isupper() and before[1:].islower() and 1 < len(before) <= 4 and after.islower() and len(after) <= 4
    )
