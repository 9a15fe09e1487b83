"""Formats to come: timeline."""

from __future__ import annotations

from onrecord.publish.formats import Format

FORMATS: tuple[Format, ...] = ()
