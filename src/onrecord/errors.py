"""Every error that onrecord raises on purpose.

    OnrecordError
    ├── InputError        what was given cannot be read at all: no such file, no permission, not a news format
    │   └── TooLarge      an archive or a file past its bound
    ├── UsageError        an option or an argument with a value that cannot be
    ├── RuleError         a rule file that breaks its own header: names file and line
    ├── ModelError        a trained model that is missing or whose sha256 is wrong
    ├── StoreError        a database that cannot be opened, is newer than this program, or is not ours
    │   └── CorruptStore  evidence that no longer holds its words
    └── SpanError         a span outside its text or an empty one: a defect of ours, never of the input

Trouble inside otherwise readable data is not an error but an `Issue` in the result (`onrecord.issues`).
"""

from __future__ import annotations


class OnrecordError(Exception):
    """Root of all errors here; its text is one line that says what to do."""


class InputError(OnrecordError):
    """The input as a whole cannot be read."""


class TooLarge(InputError):
    """An archive expands, or a file reaches, past its bound."""


class UsageError(OnrecordError):
    """An option or argument whose value cannot be."""


class RuleError(OnrecordError):
    """A rule file is wrong; the text begins `file.csv:line:`."""


class ModelError(OnrecordError):
    """A trained model is missing or is not the one that its card names."""


class StoreError(OnrecordError):
    """The database cannot be used."""


class CorruptStore(StoreError):
    """A stored record does not match its text."""


class SpanError(OnrecordError):
    """A span that is empty or outside its text."""
