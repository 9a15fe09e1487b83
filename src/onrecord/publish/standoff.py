"""Formats to come: brat,polnear."""

from __future__ import annotations

from onrecord.publish.formats import Format

FORMATS: tuple[Format, ...] = ()
