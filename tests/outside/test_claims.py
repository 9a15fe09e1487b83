"""Events that others coded, set against the text."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from onrecord.cli import onrecord
from onrecord.errors import InputError, UsageError
from onrecord.judging import judge_record
from onrecord.model import Document, content_id
from onrecord.outside import (
    Claim,
    ClaimedParty,
    Verdict,
    check_claims,
    check_objects,
    checking,
    read_claims,
    write_checks,
)
from onrecord.pipeline import read_document, settle_stored
from onrecord.publish.formats.coded import GDELT_COLUMNS
from onrecord.store import Store

URL = "https://www.example.org/world/kenya-arrests"
TEXT = (
    "Police in Kenya arrested four men on Monday.\n\nUganda had threatened Kenya with war, a person close to the talks said.\n\n"
    "Kenya plans to expel the Ugandan ambassador next week. Rwanda denied that its soldiers had shelled Uganda.\n"
)  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outside") / "news.db"
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    document = Document(
        content_id("document", digest), "text/plain", "Post", URL, None, "2026-03-03", None, "en", digest, TEXT
    )
    with Store(str(path)) as store:
        store.add(read_document(document), version="1")
        settle_stored(store)
    return path


def claim(code: str, types: str, actor: str | None, recipient: str | None = None, *, url: str | None = URL) -> Claim:
    parties = [ClaimedParty(None, *words.split(":")[:1], frozenset(words.split(":")[1:])) if words else None for words in (actor, recipient)]  # fmt: skip
    return Claim("1", "gdelt", 1, "2026-03-03", code, frozenset(types.split()), *parties, url=url)


def check(database: Path, one: Claim) -> Any:
    with Store(str(database)) as store:
        (found,) = check_claims(store, [one])
    return found


# --- what the text says ---------------------------------------------------------------------------


def test_what_the_report_asserts_is_supported(database: Path) -> None:
    found = check(database, claim("173", "COERCE", "KEN:COP"))
    assert (found.verdict, found.status, found.matched_by) == (Verdict.SUPPORTED, "actual", "address")
    assert "arrested four men" in found.words


def test_what_a_source_says_is_attributed(database: Path) -> None:
    found = check(database, claim("138", "THREATEN", "UGA", "KEN"))
    assert found.verdict is Verdict.ATTRIBUTED
    assert found.according_to == "a person close to the talks"


def test_what_is_planned_has_not_happened(database: Path) -> None:
    assert check(database, claim("174", "SANCTION", "KEN", "UGA")).verdict is Verdict.UNREALISED


def test_the_other_way_round_is_different(database: Path) -> None:
    found = check(database, claim("138", "THREATEN", "KEN", "UGA"))
    assert (found.verdict, found.differs) == (Verdict.DIFFERENT, ("the other way round",))


def test_another_deed_of_the_same_parties_is_different(database: Path) -> None:
    found = check(database, claim("042", "CONSULT", "UGA", "KEN"))
    assert found.verdict is Verdict.DIFFERENT
    assert "THREATEN" in found.differs[0]


def test_what_is_not_there_is_absent(database: Path) -> None:
    assert check(database, claim("190", "ASSAULT", "TZA", "KEN")).verdict is Verdict.ABSENT


@pytest.mark.parametrize(
    "url", [f"{URL}/", URL.replace("https://www.", "http://"), URL.replace("example", "EXAMPLE") + "#top"]
)
def test_addresses_that_are_one(database: Path, url: str) -> None:
    assert check(database, claim("173", "COERCE", "KEN:COP", url=url)).matched_by == "address"


def test_without_an_address_the_day_and_the_parties_tell(database: Path) -> None:
    found = check(database, claim("138", "THREATEN", "UGA", "KEN", url=None))
    assert (found.verdict, found.matched_by) == (Verdict.ATTRIBUTED, "day")
    late = replace(claim("138", "THREATEN", "UGA", "KEN", url=None), day="2026-04-03")
    assert check(database, late).verdict is Verdict.NO_TEXT
    assert check(database, claim("138", "THREATEN", "UGA", "TZA", url=None)).verdict is Verdict.NO_TEXT


def test_a_sector_alone_is_anybody(database: Path) -> None:
    one = replace(claim("173", "COERCE", None, url=None), actor=ClaimedParty(None, None, frozenset({"COP"})))
    assert check(database, one).verdict is Verdict.NO_TEXT


def judged(database: Path, found: Any, verdict: str, tmp_path: Path, **value: Any) -> Path:
    """A copy of the database in which somebody judged what was found."""
    copy = tmp_path / "judged.db"
    shutil.copy(database, copy)
    with Store(str(copy)) as store:
        record = store.get(found.record)
        given = {"field": next(iter(value)), "value": value} if value else {}
        store.judge(
            judge_record(record, verdict, by="Ada", at="2026-03-05T10:00:00+00:00", document=found.document, **given)
        )
    return copy


@pytest.mark.parametrize("url", [URL, None])
def test_what_people_rejected_bears_nothing_out(database: Path, tmp_path: Path, url: str | None) -> None:
    one = claim("138", "THREATEN", "UGA", "KEN", url=url)
    copy = judged(database, check(database, one), "rejected", tmp_path)
    assert check(copy, one).verdict is (Verdict.ABSENT if url else Verdict.NO_TEXT)


@pytest.mark.parametrize("url", [URL, None])
def test_what_people_amended_stands_as_amended(database: Path, tmp_path: Path, url: str | None) -> None:
    one = claim("138", "THREATEN", "UGA", "KEN", url=url)
    copy = judged(database, check(database, one), "amended", tmp_path, status="denied")
    assert check(copy, one).verdict is Verdict.CONTRADICTED


def test_a_public_statement_is_borne_out_by_what_was_said(database: Path) -> None:
    """What the same parties did to one another besides does not make it another deed."""
    text = "Kenya said on Monday that the border was closed.\n\nKenya invaded Uganda on Sunday.\n"
    with Store(":memory:") as store:
        digest = hashlib.sha256(text.encode()).hexdigest()
        document = Document(content_id("document", digest), "text/plain", "Post", URL, None, "2026-03-03", None, "en", digest, text)  # fmt: skip
        store.add(read_document(document), version="1")
        one = Claim("1", "gdelt", 1, "2026-03-03", "010", frozenset(), ClaimedParty("KENYA", "KEN"), ClaimedParty("UGANDA", "UGA"), url=URL)  # fmt: skip
        (found,) = check_claims(store, [one])
    assert found.verdict is Verdict.SUPPORTED
    assert "border was closed" in found.words


def test_every_event_of_those_days_is_looked_at(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    assert check(database, claim("138", "THREATEN", "UGA", "KEN", url=None)).verdict is Verdict.ATTRIBUTED


# --- files ----------------------------------------------------------------------------------------


def gdelt_row(**values: str) -> str:
    known = {"GLOBALEVENTID": "77", "SQLDATE": "20260303", "EventCode": "138", "Actor1Name": "UGANDA", "Actor1CountryCode": "UGA", "Actor2Name": "KENYA",
             "Actor2CountryCode": "KEN", "SOURCEURL": URL} | values  # fmt: skip
    return "\t".join(known.get(name, "") for name in GDELT_COLUMNS)


ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"
    "12\t2026-03-03\tCitizen (Uganda)\tGeneral Population\tUganda\tThreaten\t138\t-7\tGovernment (Kenya)\tGovernment\tKenya\t55\t1\tPost\tNairobi\t\t\tKenya\t-1.2\t36.8\n"
)
POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\tRecipient Country\tPrimary Recipient Sector\tCountry\tSource\n"
    "P1\t2026-03-03\tTHREATEN\tviolence\tUganda\tUGA\tGOV\tKenya\tKEN\tGOV\tKenya\tPost\n"
)


@pytest.mark.parametrize(
    ("text", "scheme", "code"),
    [(gdelt_row(), "gdelt", "138"), (ICEWS, "icews", "138"), (POLECAT, "polecat", "THREATEN/violence"), ("20260303\tUGAGOV\tKEN\t138\tp9\n", "cameo", "138")],
)  # fmt: skip
def test_each_kind_of_file_is_told_and_read(tmp_path: Path, text: str, scheme: str, code: str) -> None:
    path = tmp_path / "events.tsv"
    path.write_text(text, encoding="utf-8")
    (found,) = read_claims(str(path))
    assert isinstance(found, Claim)
    assert (found.scheme, found.code, found.day) == (scheme, code, "2026-03-03")
    assert found.types == {"THREATEN"}
    assert found.actor
    assert found.recipient
    assert (found.actor.country, found.recipient.country) == ("UGA", "KEN")


def test_a_file_of_gdelt_lies_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "20260303.export.CSV.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("20260303.export.CSV", gdelt_row() + "\n" + gdelt_row(GLOBALEVENTID="78"))
    assert [found.id for found in read_claims(str(path)) if isinstance(found, Claim)] == ["77", "78"]


@pytest.mark.parametrize(
    ("text", "scheme", "words"),
    [
        (gdelt_row(EventCode="99"), None, ":1: '99' is no code"),
        (gdelt_row() + "\nshort\trow", None, ":2: 2 columns"),
        (POLECAT.replace("THREATEN", "SHOUT"), None, ":2: SHOUT is no type"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(tmp_path: Path, text: str, scheme: str | None, words: str) -> None:
    path = tmp_path / "events.tsv"
    path.write_text(text, encoding="utf-8")
    errors = [found for found in read_claims(str(path), scheme) if isinstance(found, InputError)]
    assert words in str(errors[0])


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        list(read_claims(str(tmp_path / "nothing")))
    path = tmp_path / "notes.txt"
    path.write_text("some words\n", encoding="utf-8")
    with pytest.raises(UsageError, match="say which with --as"):
        list(read_claims(str(path)))
    path.write_bytes(b"PK\x03\x04broken")
    with pytest.raises(InputError, match="damaged zip"):
        list(read_claims(str(path)))


GDELT_1 = tuple(name for name in GDELT_COLUMNS if not name.endswith("ADM2Code"))


def read_text(tmp_path: Path, text: str, scheme: str | None = None) -> list[Claim | InputError]:
    path = tmp_path / "events.tsv"
    path.write_text(text, encoding="utf-8", newline="")
    return list(read_claims(str(path), scheme))


@pytest.mark.parametrize(
    "names", [GDELT_COLUMNS, GDELT_1, GDELT_1[:-1]], ids=["61 columns", "58", "57, without addresses"]
)
@pytest.mark.parametrize("has_header", [True, False])
def test_the_columns_that_gdelt_has_had(tmp_path: Path, names: tuple[str, ...], has_header: bool) -> None:
    cells = dict(zip(GDELT_COLUMNS, gdelt_row(EventCode="042").split("\t"), strict=True))
    text = "\t".join(cells[name] for name in names) + "\r\n"
    (found,) = read_text(tmp_path, ("\t".join(names) + "\r\n" if has_header else "") + text)
    assert isinstance(found, Claim)
    assert (found.scheme, found.types, found.day) == ("gdelt", {"CONSULT"}, "2026-03-03")
    assert found.url == (URL if "SOURCEURL" in names else None)
    assert found.actor == ClaimedParty("UGANDA", "UGA")


@pytest.mark.parametrize(
    ("code", "root", "expected"),
    [("010", "01", "010"), ("10", "1", "010"), ("231", "2", "0231"), ("100", "10", "100"), ("1823", "18", "1823")],
)
def test_a_nought_that_a_spreadsheet_took(tmp_path: Path, code: str, root: str, expected: str) -> None:
    (found,) = read_text(tmp_path, gdelt_row(EventCode=code, EventRootCode=root))
    assert isinstance(found, Claim)
    assert found.code == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("010", "010"), ("10", "010"), ("42", "042"), ("231", "0231"), ("1823", "1823"), ("190", "190")],
)
def test_codes_of_icews(tmp_path: Path, code: str, expected: str) -> None:
    (found,) = read_text(tmp_path, ICEWS.replace("\t138\t", f"\t{code}\t"))
    assert isinstance(found, Claim)
    assert found.code == expected


@pytest.mark.parametrize(
    ("code", "name", "country"), [("ROM", "ROMANIA", "ROU"), ("WSB", "WEST BANK", "PSE"), ("EUR", "EUROPE", None)]
)
def test_codes_that_cameo_has_otherwise(tmp_path: Path, code: str, name: str, country: str | None) -> None:
    (found,) = read_text(tmp_path, gdelt_row(Actor1Name=name, Actor1CountryCode=code))
    assert isinstance(found, Claim)
    assert found.actor == ClaimedParty(name, country)


def test_a_region_is_somebody_that_nothing_fits(tmp_path: Path) -> None:
    (found,) = read_text(tmp_path, "20260303\tEUR\tKEN\t138\n")
    assert isinstance(found, Claim)
    assert found.actor == ClaimedParty("EUR", None)


@pytest.mark.parametrize(
    ("given", "day"),
    [("20260303", "2026-03-03"), ("790415", "1979-04-15"), ("260303", "2026-03-03"), ("20260231", None), ("20260300", None)],
)  # fmt: skip
def test_days_of_cameo(tmp_path: Path, given: str, day: str | None) -> None:
    (found,) = read_text(tmp_path, f"{given}\tUGA\tKEN\t138\n")
    assert isinstance(found, Claim)
    assert found.day == day


@pytest.mark.parametrize(
    ("given", "day"),
    [("2026-03-03 10:00:00", "2026-03-03"), ("2026-03-03T10:00:00Z", "2026-03-03"), ("03/04/2026", None), ("", None)],
)
def test_days_of_icews(tmp_path: Path, given: str, day: str | None) -> None:
    (found,) = read_text(tmp_path, ICEWS.replace("2026-03-03", given))
    assert isinstance(found, Claim)
    assert found.day == day


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    (found,) = read_text(tmp_path, gdelt_row(Actor1Name="UGANDA\u2028\x85\x0cX"))
    assert isinstance(found, Claim)


def test_quotation_marks_in_a_cell(tmp_path: Path) -> None:
    """Cells in marks as programs write them, with tabs and line ends; a mark that is never closed takes no other row with it."""
    header, row = ICEWS.splitlines()
    rows = [
        row.replace("Citizen", '"The Big Man'),
        row.replace("Citizen (Uganda)", '"The ""Big"" Man"'),
        row.replace("Threaten", '"Threaten\nwith\twords"'),
        row,
    ]
    found = read_text(tmp_path, "\n".join((header, *rows)) + "\n")
    assert [one.line for one in found if isinstance(one, Claim)] == [2, 3, 4, 6]
    names = [one.actor.name for one in found if isinstance(one, Claim) and one.actor]
    assert names == ['"The Big Man', 'The "Big" Man', "Citizen", "Citizen"]


def test_cells_of_polecat_that_list(tmp_path: Path) -> None:
    text = POLECAT.replace("\tUganda\tUGA\tGOV\t", "\t['Uganda']\t['UGA']\t['GOV', 'MIL']\t").replace("\tKenya\tKEN\tGOV\t", "\tNone\tNone\tNone\t")  # fmt: skip
    (found,) = read_text(tmp_path, text)
    assert isinstance(found, Claim)
    assert (found.actor, found.recipient) == (ClaimedParty("Uganda", "UGA", frozenset({"GOV", "MIL"})), None)
    (found,) = read_text(tmp_path, POLECAT.replace("\tUGA\tGOV\t", "\tUGA;KEN\tGOV;MIL\t"))
    assert isinstance(found, Claim)
    assert found.actor == ClaimedParty("Uganda", None, frozenset({"GOV", "MIL"}))


def test_sectors_of_icews(tmp_path: Path) -> None:
    (found,) = read_text(
        tmp_path, ICEWS.replace("\tGovernment\tKenya", "\tExecutive,Ministry,Government,Police\tKenya")
    )
    assert isinstance(found, Claim)
    assert found.recipient == ClaimedParty("Government", "KEN", frozenset({"GOV", "COP"}))


def test_a_file_without_a_column_that_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"events.tsv:1: no column 'Event Date', which icews has"):
        read_text(tmp_path, ICEWS.replace("Event Date", "Day"))
    with pytest.raises(InputError, match=r"no column 'Event ID', which polecat has"):
        read_text(tmp_path, gdelt_row(), "polecat")


def test_what_else_lies_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "events.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("day/", "")
        archive.writestr("day/20260303.export.CSV", gdelt_row())
        archive.writestr("__MACOSX/day/._20260303.export.CSV", "x")
    assert len(list(read_claims(str(path)))) == 1
    data = bytearray(path.read_bytes())
    data[data.index(b"UGANDA")] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged zip"):
        list(read_claims(str(path)))


# --- writing --------------------------------------------------------------------------------------


def test_a_report_ends_with_the_counts(database: Path) -> None:
    out = io.StringIO()
    with Store(str(database)) as store:
        write_checks(
            check_claims(store, [claim("138", "THREATEN", "UGA", "KEN"), claim("190", "ASSAULT", "TZA")]),
            out,
            form="report",
        )
    assert "according to a person close to the talks" in out.getvalue()
    assert out.getvalue().rstrip().endswith("2 claims: 1 attributed, 1 absent")


def test_objects_are_json(database: Path) -> None:
    with Store(str(database)) as store:
        (found,) = check_objects(check_claims(store, [claim("138", "THREATEN", "UGA", "KEN")]))
    assert json.loads(json.dumps(found))["claim"]["types"] == ["THREATEN"]


def test_the_command(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(gdelt_row() + "\n" + gdelt_row(EventCode="xx"), encoding="utf-8")
    done = CliRunner().invoke(onrecord, ["check-claims", str(path), "--db", str(database), "--only", "attributed"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["verdict"] == "attributed"
    assert "events.csv:2" in done.stderr


def test_a_party_alone_must_be_there_by_its_name(database: Path) -> None:
    one = claim("138", "THREATEN", "UGA", url=None)
    assert check(database, one).verdict is Verdict.NO_TEXT
    named = replace(one, actor=ClaimedParty("Uganda", "UGA"))
    assert check(database, named).verdict is Verdict.ATTRIBUTED


def test_what_is_not_known_is_named(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(gdelt_row(), encoding="utf-8")
    for option, words in (("--as", "no scheme 'xyz'"), ("--only", "no verdict 'xyz'")):
        done = CliRunner().invoke(onrecord, ["check-claims", str(path), "--db", str(database), option, "xyz"])
        assert isinstance(done.exception, UsageError)
        assert words in str(done.exception)


def test_no_command_loads_what_only_others_need() -> None:
    heavy = "sqlalchemy onnxruntime lxml pyarrow jinja2 starlette onrecord.store onrecord.outside".split()
    asked = f"import sys, onrecord.cli; print([name for name in {heavy!r} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
