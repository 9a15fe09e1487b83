"""Symbolic links in a folder that is read: one that leads out of it is not followed, for the folder may be somebody else's."""

from __future__ import annotations

from pathlib import Path


class LinkedOut(str):
    """The path of a link that leads out of the folder in which it lies."""

    __slots__ = ()


def is_inside(path: Path, folder: Path) -> bool:
    """True where a path, all links followed, is still in the folder."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
    except (OSError, RuntimeError):
        return False


def in_folder(path: Path, folder: Path) -> str:
    """The path as a target; a `LinkedOut` where it leads out of the folder."""
    return str(path) if is_inside(path, folder) else LinkedOut(path)
