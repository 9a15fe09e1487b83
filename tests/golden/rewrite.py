"""What the sample pages say, one line a record: `python -m tests.golden.rewrite` writes it, a person reviews the diff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import onrecord
from onrecord.model import Participant, Record

FOLDER = Path(__file__).parent
SAMPLES = Path("samples")


def golden_lines(record: Record) -> Iterator[str]:
    """A record as lines that a person can read and compare."""
    yield f"document | {record.document.path} | {record.document.published} | {record.document.outlet}"
    for story in record.stories:
        yield f"story | {story.title.text if story.title else '-'} | {len(story.sentences)} sentences | {story.written_on and story.written_on.value}"
    for entity in record.entities:
        yield f"entity | {entity.kind.value} | {entity.name} | {', '.join(name.text for name in entity.names)}"
    for said in record.statements:
        source = said.source.evidence.text if said.source.evidence else "-"
        content = " … ".join(piece.text for piece in said.content.pieces)
        yield f"statement | {said.source.kind.value} | {source} | {said.act.value} {said.polarity.value} | {content}"
    for event in record.events:
        kind = "/".join(filter(None, (event.event_type, event.mode)))
        yield f"event | {kind} {event.status.value} | {_who(event.actors)} | {_who(event.recipients)} | {event.trigger.text}"


def _who(participants: tuple[Participant, ...]) -> str:
    return " + ".join(participant.evidence.text for participant in participants) or "-"


def main() -> None:
    for sample in sorted(SAMPLES.iterdir()):
        if sample.name != "README.md":
            lines = [line.replace("\n", " ") for record in onrecord.read(str(sample)) for line in golden_lines(record)]
            (FOLDER / f"{sample.name}.golden").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
