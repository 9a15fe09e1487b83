"""The description of the API is OpenAPI 3.1, and says what is served."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from starlette.testclient import TestClient

from onrecord.api.openapi import components
from onrecord.api.schemas import DATE, MOMENT, TEXT, trouble
from tests.api.conftest import API


@pytest.fixture
def description(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/openapi.json").json()
    return found


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    validate(description, cls=OpenAPIV31SpecValidator)
    assert description["openapi"] == "3.1.0"


def test_every_operation_has_its_own_name_and_says_what_it_does(description: dict[str, Any]) -> None:
    operations = [operation for item in description["paths"].values() for operation in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) > 40
    assert all(operation["summary"].endswith(".") for operation in operations)
    for operation in operations:
        assert all(parameter["description"] for parameter in operation["parameters"])


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    wanted = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(description)))
    assert wanted <= set(description["components"]["schemas"])


def test_a_token_is_a_scheme_of_security_only_where_there_is_one(make_client: Any) -> None:
    assert "security" not in make_client().get(f"{API}/openapi.json").json()
    found = (
        make_client(token="secret-token")
        .get(f"{API}/openapi.json", headers={"Authorization": "Bearer secret-token"})
        .json()
    )
    assert found["security"] == [{"token": []}]
    assert found["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_what_writes_is_not_there_where_nothing_may_be_written(make_client: Any) -> None:
    client = make_client(is_read_only=True)
    methods = {method for item in client.get(f"{API}/openapi.json").json()["paths"].values() for method in item}
    assert methods == {"get"}
    answer = client.post(f"{API}/documents", json={"text": "x"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_the_record_is_described_as_it_is_written() -> None:
    found = components()
    assert found["statement"]["properties"]["act"]["enum"]
    assert {"document", "story", "entity", "statement", "event", "judgement", "issue", "span", "evidence"} <= set(found)


DATES = (
    ("2026", True), ("2026-03", True), ("2026-03-04", True), ("2024-02-29", True), ("2000-02-29", True), ("2023-02-29", False),
    ("1900-02-29", False), ("2026-04-31", False), ("0000", False), ("2026-13", False), ("2026-03-04\n", False), ("26", False), ("", False),
)  # fmt: skip


@pytest.mark.parametrize(("words", "fits"), DATES)
def test_a_date_is_one_that_the_calendar_has(words: str, fits: bool) -> None:
    assert (trouble(words, DATE, "since") is None) == fits


@pytest.mark.parametrize(
    ("words", "fits"),
    [("2026-03-04T09:30", True), ("2026-03-04T09:30:00Z", True), ("2024-02-29T09:30+01:00", True), ("2026-03-04", True),
     ("2023-02-29T09:30", False), ("2026-03-04T24:00", False), ("1600-03-04", False), ("yesterday", False)],
)  # fmt: skip
def test_a_moment_is_a_day_with_or_without_a_time(words: str, fits: bool) -> None:
    assert (trouble(words, MOMENT, "published") is None) == fits


@pytest.mark.parametrize("words", ["", " ", "\n\t", "\u00a0", "\ufeff", "\x1f\x00"])
def test_a_text_in_which_nothing_can_be_seen_is_none(words: str) -> None:
    assert trouble(words, TEXT, "text")
