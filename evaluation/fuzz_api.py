"""The API fuzzed by schemathesis, with all its checks: `python -m evaluation.fuzz_api [--seconds 300] [--seed N] [--workers N]`.

The samples are read into a database of its own, which is served on a port of this machine; webhooks are posted nowhere. What is said to
schemathesis beside the description of the API stands in `FACTS` with its reason, and in `pages`. Status 1 where anything failed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluation.serving import SAMPLES, make_database, served
from onrecord.api import Settings
from onrecord.api.sending import Sent

TOKEN = "a-token-of-the-fuzzing-run"
FACTS = """
# A judgement that was taken back stays to be seen, and counts no longer: what was decided is never lost. Only there may what was deleted be read.
[[operations]]
include-path-regex = "/(judgements|records)/"
[operations.checks.use_after_free]
enabled = false
"""
PAGES = """
import schemathesis
from hypothesis import strategies as st

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200)
pages = words.map(lambda text: f"<html><body><h1>A page</h1><p>Mayor Ilse Brandt said: {text}</p></body></html>".encode())
# No schema can say what a page with text in it is.
schemathesis.openapi.media_type("text/html", pages)
"""


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="onrecord-fuzz-") as found:
        yield Path(found)


def fuzz(seconds: int, seed: int, *, workers: int = 1, database: Path | None = None) -> int:
    """Fuzz for so long; the status of schemathesis, 0 where nothing failed."""
    with _folder() as folder:
        path = folder / "news.db"
        path.write_bytes(database.read_bytes()) if database else make_database(path, SAMPLES)
        (folder / "schemathesis.toml").write_text(FACTS, encoding="utf-8")
        (folder / "fuzz_pages.py").write_text(PAGES, encoding="utf-8")
        settings = Settings(token=TOKEN, person="fuzz", allows_private=True)
        with served(path, settings, sending=lambda url, body, headers: Sent(200, None)) as address:
            command = [
                sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml"), "--no-color", "run",
                f"{address}/api/v1/openapi.json", "-H", f"Authorization: Bearer {TOKEN}", "--checks", "all", "--max-time", str(seconds),
                "--seed", str(seed), "--workers", str(workers), "--continue-on-failure", "--warnings", "off", "--request-timeout", "60",
            ]  # fmt: skip
            environment = os.environ | {"SCHEMATHESIS_HOOKS": "fuzz_pages", "PYTHONPATH": f"{folder}:{os.environ.get('PYTHONPATH', '')}"}  # fmt: skip
            return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--db", type=Path, help="a copy of this database, in the place of the samples")
    chosen = parser.parse_args()
    sys.exit(fuzz(chosen.seconds, chosen.seed, workers=chosen.workers, database=chosen.db))


if __name__ == "__main__":
    main()
