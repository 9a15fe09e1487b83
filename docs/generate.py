"""Write the generated pages: `python -m docs.generate [--check]`. With --check, fail where one is stale."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from onrecord.api.app import every_endpoint
from onrecord.api.endpoint import PREFIX
from onrecord.cli import onrecord
from onrecord.publish import Shape, all_formats
from onrecord.schema import schema_text

ROOT = Path(__file__).resolve().parent.parent


def command_page() -> str:
    """Every command with its help, as `docs/cli.md`."""
    parts = ["# The command line\n\nGenerated from the program's own help; do not edit.\n\n"
             "Status 0: all went well. 1: something failed, said in one line. 2: a wrong option or argument. 130: interrupted.\n"]  # fmt: skip
    for name, command in [("", onrecord), *sorted(onrecord.commands.items())]:
        title = f"onrecord {name}".strip()
        context = click.Context(command, info_name=title, max_content_width=92)
        parts.append(f"\n## {title}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


def evaluation_page() -> str:
    """The floors of the gate, as `docs/evaluation.md`."""
    floors: dict[str, float] = json.loads((ROOT / "evaluation" / "floors.json").read_text(encoding="utf-8"))
    rows = "".join(f"| {name} | {value:.2f} |\n" for name, value in floors.items())
    return (
        "# Evaluation\n\nGenerated from `evaluation/floors.json`; do not edit. Every figure was measured on this code by\n"
        "`python -m evaluation.gate`, in per cent; it fails when one falls below its floor by more than 0.3. Figures on\n"
        "`samples:` come from our own gold (one annotator, not double-coded) and are always measured; the others need the\n"
        "annotated data, which does not ship. Pk and WindowDiff are written as 1 - error.\n\n"
        f"| figure | floor |\n|---|---:|\n{rows}"
    )


def formats_page() -> str:
    """Every format of `onrecord export` with what it loses, as `docs/formats.md`."""
    parts = ["# Formats\n\nGenerated from the program; do not edit. `onrecord export --as FORMAT --db FILE [--out PATH] [filters]` writes each of them,\n"
             "`onrecord.publish.export` in the library, and the Export menu of the desk. docs/exchange.md says how they are meant.\n"
             "What a second reader proposes goes only into the lossless ones.\n\n"
             "| format | what it is | file | needs | lossless |\n|---|---|---|---|---|\n"]  # fmt: skip
    for found in all_formats().values():
        file = "a folder" if found.shape is Shape.FOLDER else " or ".join(f".{ending}" for ending in found.writers)
        extra = f"`onrecord[{found.extra}]`" if found.extra else ""
        parts.append(f"| `{found.name}` | {found.title} | {file} | {extra} | {'yes' if not found.losses else ''} |\n")
    for found in all_formats().values():
        if found.losses:
            parts.append(f"\n## What {found.name} loses\n\n" + "".join(f"- {loss}\n" for loss in found.losses))
    return "".join(parts)


def api_page() -> str:
    """`docs/api.in.md` with a table of the endpoints."""
    rows = "".join(
        f"| {one.method} | `{PREFIX}{one.path}` | {one.about} | {' '.join(f'`{p.name}`' for p in one.parameters if f'{{{p.name}}}' not in one.path)} |\n"
        for one in every_endpoint()
    )
    table = f"| method | path | what it does | parameters |\n|---|---|---|---|\n{rows}"
    return (ROOT / "docs" / "api.in.md").read_text(encoding="utf-8").replace("{endpoints}\n", table)


def tutorial_page() -> str:
    """`docs/tutorial.in.md` with the answers of its commands, each cut to the number of lines behind its `#`."""
    parts: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "samples").symlink_to(ROOT / "samples")
        found = ""
        for line in (ROOT / "docs" / "tutorial.in.md").read_text(encoding="utf-8").splitlines():
            if not line.startswith("$ onrecord "):
                parts.append(line)
                continue
            command, _, most = line.rpartition(" # ")
            named = re.search(r"statement-\w{8,20}", found)
            command = command.replace("{statement}", named.group() if named else "")
            found = run_command(command, Path(folder))
            kept = found.rstrip().splitlines()
            more = ["…"] if len(kept) > int(most) else []
            parts += [command, *(kept[: int(most)]), *more]
            found = found if named is None or "find" in command else found + named.group()
    return "\n".join(parts) + "\n"


def meanings_table() -> str:
    """Type, field and meaning of each field in `docs/record.md`, as CSV: what is said of the columns of a DuckDB file."""
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("type", "field", "meaning"))
    for kind, section in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL):
        writer.writerow((kind, "", " ".join(section.strip().partition("\n\n")[0].split())))
        for field, meaning in re.findall(r"^\| `([\w.]+)` \|([^|]*)\|[^|]*\|[^|]*\|$", section, re.MULTILINE):
            writer.writerow((kind, field, meaning.strip().replace("`", "")))
    return out.getvalue()


def run_command(command: str, folder: Path) -> str:
    """What a line `$ onrecord …` prints, in a folder of its own; RuntimeError when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    arguments = [sys.executable, "-m", *shlex.split(command.removeprefix("$ "))]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr}")
    return done.stdout + done.stderr


def pages() -> dict[Path, str]:
    """Every generated file and what it must hold."""
    return {
        ROOT / "docs" / "api.md": api_page(),
        ROOT / "docs" / "cli.md": command_page(),
        ROOT / "docs" / "evaluation.md": evaluation_page(),
        ROOT / "docs" / "formats.md": formats_page(),
        ROOT / "src" / "onrecord" / "schema.json": schema_text(),
        ROOT / "src" / "onrecord" / "publish" / "formats" / "tables" / "meanings.csv": meanings_table(),
    }


def main() -> None:
    """Write the pages, or with --check say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if not chosen.check:  # its answers come from the int8 graph, which differs a little between processors
        (ROOT / "docs" / "tutorial.md").write_text(tutorial_page(), encoding="utf-8")
    stale = []
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
            if not chosen.check:
                path.write_text(text, encoding="utf-8")
    if chosen.check and stale:
        print(f"stale: {', '.join(stale)}; run: python -m docs.generate")
        sys.exit(1)


if __name__ == "__main__":
    main()
