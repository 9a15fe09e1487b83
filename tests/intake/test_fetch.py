"""What is fetched: where redirects may lead, and how much and how long an answer may be. No network."""

from __future__ import annotations

import urllib.request
from io import BytesIO
from typing import Any

import pytest

from onrecord.intake import fetch
from onrecord.intake.fetch import _Checked, _read, _Refused
from onrecord.intake.options import Bounds


def redirect(to: str, *, allow_private: bool = False, may_follow: Any = None) -> Any:
    request = urllib.request.Request("http://news.example/feed")
    handler = _Checked(allow_private, may_follow)
    return handler.redirect_request(request, BytesIO(), 302, "Found", {}, to)


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.1/", "http://[::1]:80/", "http://10.1.2.3/", "http://169.254.169.254/latest", "http://192.168.0.1/", "http://0.0.0.0/",
     "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "file:///etc/passwd", "ftp://news.example/", "http:///x"],
)  # fmt: skip
def test_a_redirect_leads_to_no_private_address(to: str) -> None:
    with pytest.raises(_Refused):
        redirect(to)


def test_a_redirect_leads_where_it_may() -> None:
    assert redirect("http://127.0.0.1/", allow_private=True).full_url == "http://127.0.0.1/"
    with pytest.raises(_Refused, match="may not be asked"):
        redirect("http://127.0.0.1/closed", allow_private=True, may_follow=lambda url: not url.endswith("closed"))


class Trickle:
    """An answer that comes byte by byte and never ends."""

    def read1(self, size: int) -> bytes:
        return b"x"


def test_an_answer_is_cut_past_its_bound() -> None:
    assert len(_read(Trickle(), Bounds(fetched=10))) == 11


def test_an_answer_that_trickles_in_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(0, 100_000, 10))
    monkeypatch.setattr(fetch.time, "monotonic", lambda: float(next(times)))
    with pytest.raises(TimeoutError):
        _read(Trickle(), Bounds(timeout=20))
