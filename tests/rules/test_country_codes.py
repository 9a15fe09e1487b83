"""Country codes of two letters."""

from __future__ import annotations

import pytest

from onrecord.errors import RuleError
from onrecord.rules.countries import parse_countries
from onrecord.rules.country_codes import alpha_2, fips_code, parse_country_codes


def test_every_country_has_one() -> None:
    assert parse_country_codes().keys() == parse_countries().rows.keys()
    assert (alpha_2("NOR"), alpha_2("XKX"), alpha_2("PMK"), alpha_2(None)) == ("NO", "XK", None, None)
    assert (fips_code("GBR"), fips_code("UKR"), fips_code("PMK"), fips_code(None)) == ("UK", "UP", None, None)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("NO,NO,NO", "'NO' is not 3"),
        ("NOR,no,NO", "'no' is not 2"),
        ("NOR,NO,N", "'N' is not 2"),
        ("NOR,NO,NO\nSWE,NO,SW", "NO stands for another"),
    ],
)
def test_mistakes_name_their_line(row: str, complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint):
        parse_country_codes(f"id,alpha_2,fips\n{row}\n")
