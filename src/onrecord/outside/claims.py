"""What others coded as events: rows of GDELT, ICEWS, POLECAT and CAMEO files, as claims that a text may bear out or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from onrecord.errors import InputError, UsageError
from onrecord.outside.rows import SCHEMES, Row, read_rows
from onrecord.rules.countries import country_of_name
from onrecord.rules.country_codes import alpha_2
from onrecord.rules.ontology import types_of_cameo
from onrecord.rules.triggers import TYPES


@dataclass(frozen=True, slots=True)
class ClaimedParty:
    """Who acts or is acted on, as another coder has it: words, a country (ISO 3166-1 alpha-3) and sectors, each as far as it says so."""

    name: str | None
    country: str | None
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """One event as another coder has it.

    `types` are the PLOVER types that its code may be, empty for a public statement. `day` is ISO 8601. `url` and `story` say what it was read
    from, as far as the file does. `line` is where it stands in the file.
    """

    id: str
    scheme: str
    line: int
    day: str | None
    code: str
    types: frozenset[str]
    actor: ClaimedParty | None
    recipient: ClaimedParty | None
    place: str | None = None
    url: str | None = None
    story: str | None = None
    outlet: str | None = None


def read_claims(path: str, scheme: str | None = None) -> Iterator[Claim | InputError]:
    """The claims of a file, or of the one file in a zip archive; an error, naming file and line, for each row that cannot be read.

    The scheme is told by the header or by the number of columns where it is not given. Raises InputError for a file that cannot be read,
    UsageError where its scheme is not to be told.
    """
    if scheme is not None and scheme not in SCHEMES:
        raise UsageError(f"no scheme {scheme!r}; there are {', '.join(SCHEMES)}")
    for chosen, number, row in read_rows(path, scheme):
        if isinstance(row, InputError):
            yield row
            continue
        try:
            yield _MAKERS[chosen](row, number)
        except ValueError as error:
            yield InputError(f"{path}:{number}: {error}")


# --- schemes --------------------------------------------------------------------------------------


def _gdelt(row: Row, line: int) -> Claim:
    actor, recipient = (_gdelt_party(row, f"Actor{number}") for number in (1, 2))
    place = row.get("ActionGeo_FullName", "").partition(",")[0] or None
    code, root = row["EventCode"].strip(), row.get("EventRootCode", "").strip()
    # A spreadsheet takes the nought at the front away; the root tells where one was.
    code = f"0{code}" if len(root) == 1 and not code.startswith("0") else code
    return Claim(row["GLOBALEVENTID"], "gdelt", line, _day(row["SQLDATE"]), code, _types(code), actor, recipient, place, row.get("SOURCEURL") or None)  # fmt: skip


def _gdelt_party(row: Row, prefix: str) -> ClaimedParty | None:
    code = row[f"{prefix}CountryCode"]
    country = _coded_country(code)
    name = row[f"{prefix}Name"] or (code if country is None else None) or None
    sectors = frozenset(filter(None, (row.get(f"{prefix}Type{number}Code") for number in (1, 2, 3))))
    return ClaimedParty(name, country, sectors) if name or country or sectors else None


def _icews(row: Row, line: int) -> Claim:
    code = row["CAMEO Code"].strip()
    # ICEWS has three digits at least, and roots up to 20: where it seems otherwise the nought at the front was lost.
    if code.isdigit() and not code.startswith("0") and (len(code) < 3 or int(code[:2]) > 20):
        code = f"0{code}"
    return Claim(
        row["Event ID"], "icews", line, _day(row["Event Date"]), code, _types(code),
        _icews_party(row, "Source"), _icews_party(row, "Target"), row.get("City") or row.get("Country") or None, None,
        row.get("Story ID") or None, row.get("Publisher") or None,
    )  # fmt: skip


def _icews_party(row: Row, role: str) -> ClaimedParty | None:
    name, country = row[f"{role} Name"].strip() or None, row[f"{role} Country"].strip() or None
    bare = _without_brackets(name) if name else None
    sectors = frozenset(
        _ICEWS_SECTORS[word] for word in _words(row.get(f"{role} Sectors", "")) if word in _ICEWS_SECTORS
    )
    return ClaimedParty(bare, country_of_name(country) if country else None, sectors) if bare or country else None


_ICEWS_SECTORS = {
    "government": "GOV", "executive": "GOV", "military": "MIL", "army": "MIL", "navy": "MIL", "police": "COP", "judicial": "JUD",
    "legislative": "LEG", "parliament": "LEG", "media": "MED", "education": "EDU", "business": "BUS", "rebel": "REB",
    "insurgents": "REB", "separatists": "REB", "dissident": "OPP", "opposition": "OPP", "civilian": "CVL", "population": "CVL",
}  # fmt: skip
"""Words of ICEWS for sectors, and the codes of CAMEO and PLOVER."""


def _without_brackets(name: str) -> str:
    """A name without what stands in brackets at its end: "Police (Kenya)"."""
    opened = name.find("(", name.rfind(")", 0, -1) + 1) if name.endswith(")") else -1
    return name[:opened].rstrip() if opened >= 0 else name


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.casefold())


def _polecat(row: Row, line: int) -> Claim:
    kind = row["Event Type"].strip().upper()
    if kind not in TYPES:
        raise ValueError(f"{kind or 'an empty cell'} is no type of PLOVER")
    place = row.get("City") or row.get("Placename") or row.get("Country") or None
    return Claim(
        row["Event ID"], "polecat", line, _day(row["Event Date"]), "/".join(filter(None, (kind, row["Event Mode"]))), frozenset({kind}),
        _polecat_party(row, "Actor"), _polecat_party(row, "Recipient"), place, row.get("URL") or None, None, row.get("Source") or None,
    )  # fmt: skip


def _polecat_party(row: Row, role: str) -> ClaimedParty | None:
    name = next(iter((*_listed(row.get(f"{role} Name Raw", "")), *_listed(row[f"{role} Name"]))), None)
    countries = {one if re.fullmatch("[A-Z]{3}", one) else country_of_name(one) for one in _listed(row.get(f"{role} Country", ""))}  # fmt: skip
    country = countries.pop() if len(countries) == 1 else None
    sectors = frozenset(
        re.findall(r"\b[A-Z]{3}\b", row.get(f"{role} Sectors") or row.get(f"Primary {role} Sector") or "")
    )
    return ClaimedParty(name, country, sectors) if name or country or sectors else None


_QUOTED = re.compile(r"""(['"])((?:\\.|(?!\1)[^\\])*+)(\1|\Z|\\\Z)""", re.DOTALL)
"""A string of a list, to its closing mark or, where it has none, to the end: looked for once and not again from each mark in it."""


def _listed(cell: str) -> list[str]:
    """What a cell lists (`['GOV', 'MIL']`, `GOV;MIL`) or has; nothing of one that says that it has none."""
    bare = cell.strip()
    is_list = bare[:1] == "[" and bare[-1:] == "]"
    found = [one[2] for one in _QUOTED.finditer(bare) if one[3]] if is_list else bare.split(";")
    return [one.strip() for one in found if one.strip() and one.strip().casefold() not in _NOTHING]


_NOTHING = frozenset(("none", "nan", "null", "na", "n/a"))
"""Words that programs write where there is nothing."""


def _cameo(row: Row, line: int) -> Claim:
    code = row["code"].strip()
    actor, recipient = (_coded_party(row[role]) for role in ("source", "target"))
    return Claim(
        row.get("column4") or str(line), "cameo", line, _day(row["date"]), code, _types(code), actor, recipient
    )


def _coded_party(code: str) -> ClaimedParty | None:
    """`KENGOV` is a country and a sector; `---` is nobody."""
    parts = re.findall(r"[A-Z]{3}", code)
    if not parts:
        return None
    sectors = frozenset(parts) & _SECTORS
    country = _coded_country(parts[0])
    return ClaimedParty(None if country or sectors else parts[0], country, sectors)


_SECTORS = frozenset("GOV MIL REB OPP COP JUD CVL BUS MED EDU IGO NGO NGM IMG INT LEG PTY SPY UAF RAD CRM LAB REL ETH ELI HLH HRI REF MOD SET AGR DEV ENV INS SEP".split())  # fmt: skip
"""Codes of CAMEO and PLOVER that say what somebody is and not where from."""


_OF_CAMEO = {"ROM": "ROU", "TMP": "TLS", "WSB": "PSE", "GZS": "PSE", "KSV": "XKX", "ZAR": "COD"}
"""Codes of CAMEO for countries that ISO 3166-1 has otherwise."""


def _coded_country(code: str) -> str | None:
    """The country of CAMEO's code; None for a region (`EUR`, `AFR`), which is no country's name for itself."""
    found = _OF_CAMEO.get(code, code)
    return found if alpha_2(found) else None


def _types(code: str) -> frozenset[str]:
    found = types_of_cameo(code)
    if found is None:
        raise ValueError(f"{code or 'an empty cell'!r} is no code of CAMEO")
    return found


def _day(words: str) -> str | None:
    """An ISO day of `20260302`, `2026-03-02`, `2026-03-02 10:00:00` or `260302` (from `69` on of the last century, as POSIX has it); None
    for what is no day.
    """
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)|(\d{4})(\d\d)(\d\d)\Z|(\d\d)(\d\d)(\d\d)\Z", words.strip())
    if not found:
        return None
    year, month, day = (int(cell) for cell in found.groups() if cell is not None)
    year += 0 if year > 99 else 1900 if year >= 69 else 2000
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


_MAKERS: dict[str, Callable[[Row, int], Claim]] = {"gdelt": _gdelt, "icews": _icews, "polecat": _polecat, "cameo": _cameo}  # fmt: skip
