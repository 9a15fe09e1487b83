"""What holds for every test."""

from __future__ import annotations

from onrecord.annotate.encoder import load_reader

# The tests share the cores already (`-n 2`): a second thread of each worker waits for the first, and burns its core meanwhile.
load_reader.__wrapped__.__defaults__ = (1,)
