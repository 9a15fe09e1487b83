"""Where one story ends and the next begins."""

from __future__ import annotations

from onrecord.model import CleanText, LineKind

READ = (LineKind.PROSE, LineKind.HEADING, LineKind.CAPTION)


def story_ranges(clean_text: CleanText) -> list[tuple[int, int]]:
    """Half-open ranges of line numbers, one a story; none where there is nothing to read."""
    if not any(line.kind in READ for line in clean_text.lines):
        return []
    return [(0, len(clean_text.lines))]
