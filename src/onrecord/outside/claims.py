"""What others coded as events: rows of GDELT, ICEWS, POLECAT and CAMEO files, as claims that a text may bear out or not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from onrecord.errors import InputError, UsageError
from onrecord.publish.formats.coded import GDELT_COLUMNS
from onrecord.rules.countries import country_of_name
from onrecord.rules.ontology import types_of_cameo
from onrecord.rules.triggers import TYPES

SCHEMES = ("gdelt", "icews", "polecat", "cameo")


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


Row = Mapping[str, str]


def read_claims(path: str, scheme: str | None = None) -> Iterator[Claim | InputError]:
    """The claims of a file, or of the one file in a zip archive; an error, naming file and line, for each row that cannot be read.

    The scheme is told by the header or by the number of columns where it is not given. Raises InputError for a file that cannot be read,
    UsageError where its scheme is not to be told.
    """
    if scheme is not None and scheme not in SCHEMES:
        raise UsageError(f"no scheme {scheme!r}; there are {', '.join(SCHEMES)}")
    lines = _text(path).splitlines()
    if not any(line.strip() for line in lines):
        return
    header = next(line for line in lines if line.strip())
    chosen = scheme or _scheme_of(header, path)
    names, rows = _rows(chosen, header, lines)
    make = _MAKERS[chosen]
    for number, cells in rows:
        if len(cells) != len(names):
            yield InputError(f"{path}:{number}: {len(cells)} columns, not the {len(names)} of {chosen}")
            continue
        try:
            yield make(dict(zip(names, cells, strict=True)), number)
        except ValueError as error:
            yield InputError(f"{path}:{number}: {error}")


def _text(path: str) -> str:
    try:
        data = Path(path).read_bytes()
        if data.startswith(b"PK"):
            with ZipFile(io.BytesIO(data)) as archive:
                names = archive.namelist()
                if len(names) != 1:
                    raise InputError(f"{path}: {len(names)} files in the archive; unpack it and give one")
                data = archive.read(names[0])
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except BadZipFile as error:
        raise InputError(f"{path}: a damaged zip archive") from error
    return data.decode("utf-8-sig", "replace")


def _scheme_of(header: str, path: str) -> str:
    cells = [cell.strip().casefold() for cell in header.split("\t")]
    if "cameo code" in cells:
        return "icews"
    if "event mode" in cells and "actor name" in cells:
        return "polecat"
    if len(cells) in (len(GDELT_COLUMNS), 58) and (cells[0] == "globaleventid" or cells[0].isdigit()):
        return "gdelt"
    if len(cells) >= 4 and re.fullmatch(r"\d{6,8}", cells[0]) and re.fullmatch(r"\d{2,4}", cells[3]):
        return "cameo"
    raise UsageError(f"{path}: not told to be one of {', '.join(SCHEMES)} by its first line; say which with --as")


def _rows(scheme: str, header: str, lines: Sequence[str]) -> tuple[Sequence[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and the cells of each row with its line."""
    first = header.split("\t")
    has_header = not any(cell.isdigit() for cell in first)
    if scheme == "gdelt":
        names: Sequence[str] = GDELT_COLUMNS if len(first) != 58 else _GDELT_1
    elif scheme == "cameo":
        names = ("date", "source", "target", "code", *(f"column{number}" for number in range(4, len(first))))
    else:
        names = [name.strip() for name in first]
        has_header = True
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE if scheme in ("gdelt", "cameo") else csv.QUOTE_MINIMAL)  # fmt: skip
    found = ((reader.line_num, cells) for cells in reader if cells)
    if has_header:
        next(found, None)
    return names, found


_GDELT_1 = tuple(name for name in GDELT_COLUMNS if not name.endswith("ADM2Code"))
"""GDELT 1.0's columns: those of 2.0 without second-order divisions."""


# --- schemes --------------------------------------------------------------------------------------


def _gdelt(row: Row, line: int) -> Claim:
    actor, recipient = (_gdelt_party(row, f"Actor{number}") for number in (1, 2))
    place = (row["ActionGeo_FullName"].partition(",")[0]) or None
    url = row["SOURCEURL"] or None
    return Claim(row["GLOBALEVENTID"], "gdelt", line, _day(row["SQLDATE"]), row["EventCode"], _types(row["EventCode"]), actor, recipient, place, url)  # fmt: skip


def _gdelt_party(row: Row, prefix: str) -> ClaimedParty | None:
    name, country = row[f"{prefix}Name"] or None, row[f"{prefix}CountryCode"] or None
    sectors = frozenset(filter(None, (row[f"{prefix}Type{number}Code"] for number in (1, 2, 3))))
    return ClaimedParty(name, country, sectors) if name or country or sectors else None


def _icews(row: Row, line: int) -> Claim:
    code = row["CAMEO Code"].strip()
    code = code if code.startswith("0") or len(code) > 2 or int(code or 0) > 9 else f"0{code}"
    return Claim(
        row["Event ID"], "icews", line, _day(row["Event Date"]), code, _types(code),
        _icews_party(row, "Source"), _icews_party(row, "Target"), row.get("City") or row.get("Country") or None, None,
        row.get("Story ID") or None, row.get("Publisher") or None,
    )  # fmt: skip


def _icews_party(row: Row, role: str) -> ClaimedParty | None:
    name, country = row[f"{role} Name"].strip() or None, row[f"{role} Country"].strip() or None
    bare = re.sub(r"\s*\([^)]*\)$", "", name) if name else None
    return ClaimedParty(bare, country_of_name(country) if country else None) if bare or country else None


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
    name = row.get(f"{role} Name Raw") or row[f"{role} Name"] or None
    words = row.get(f"{role} Country", "")
    country = words if re.fullmatch("[A-Z]{3}", words) else country_of_name(words) if words else None
    listed = row.get(f"{role} Sectors") or row.get(f"Primary {role} Sector") or ""
    sectors = frozenset(re.findall(r"[A-Z]{3}", listed))
    return ClaimedParty(name, country, sectors) if name or country or sectors else None


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
    country = parts[0] if parts[0] not in _SECTORS else None
    return ClaimedParty(None, country, frozenset(parts[1:] if country else parts))


_SECTORS = frozenset("GOV MIL REB OPP COP JUD CVL BUS MED EDU IGO NGO NGM IMG INT LEG PTY SPY UAF RAD CRM LAB REL ETH ELI HLH HRI REF MOD SET AGR DEV ENV INS SEP".split())  # fmt: skip
"""Codes of CAMEO and PLOVER that say what somebody is and not where from."""


def _types(code: str) -> frozenset[str]:
    found = types_of_cameo(code)
    if found is None:
        raise ValueError(f"{code or 'an empty cell'!r} is no code of CAMEO")
    return found


def _day(words: str) -> str | None:
    """An ISO day of `20260302`, `2026-03-02`, `2026-03-02 10:00:00` or `260302`; None for what is none of these."""
    digits = re.sub(r"\D", "", words.strip()[:10])
    digits = f"20{digits}" if len(digits) == 6 else digits
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) >= 8 else None


_MAKERS: dict[str, Callable[[Row, int], Claim]] = {"gdelt": _gdelt, "icews": _icews, "polecat": _polecat, "cameo": _cameo}  # fmt: skip
