"""The HTTP API: read documents in, question what is stored, stream exports, be told what comes in. OpenAPI 3.1 at `/api/v1/openapi.json`."""

from __future__ import annotations

from onrecord.api.app import Api, make_api
from onrecord.api.exporting import export_response
from onrecord.api.serving import serve
from onrecord.api.settings import Settings

__all__ = ["Api", "Settings", "export_response", "make_api", "serve"]
