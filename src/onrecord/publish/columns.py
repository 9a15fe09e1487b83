"""Formats to come: parquet,duckdb."""

from __future__ import annotations

from onrecord.publish.formats import Format

FORMATS: tuple[Format, ...] = ()
