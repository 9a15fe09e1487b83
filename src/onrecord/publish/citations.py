"""Formats to come: citations,bibtex,csljson."""

from __future__ import annotations

from onrecord.publish.formats import Format

FORMATS: tuple[Format, ...] = ()
