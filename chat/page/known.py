"""What the page knows of the notes, for its list, its search and its map: names and places."""

from typing import Any

from qa.atlas import Atlas


def known(atlas: Atlas) -> dict[str, Any]:
    """Notes as [path, title, book, chapter, tags], sections as [note, name, start, x, y]: numbers
    of notes are 0-based, x and y shares of the map from its left and its top.
    """
    numbers = {note.path: number for number, note in enumerate(atlas.notes)}
    return {
        "notes": [[n.path, n.title, n.book, n.chapter, n.tags] for n in atlas.notes],
        "sections": [
            [numbers[section.note.path], section.name, section.start, *_rounded(point)]
            for section, point in zip(atlas.sections, atlas.points, strict=True)
        ],
    }


def _rounded(point: Any) -> list[float]:
    return [round(float(share), 3) for share in point]
