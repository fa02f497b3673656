"""The figures of all peers side by side, each with its ratio to galpi's, and where galpi loses."""

from collections.abc import Mapping

from bench.peers.measuring import RANKED, Figures
from bench.peers.running import GALPI

All = Mapping[str, Figures]  # by name of the peer


def table(found: All, quality: bool) -> str:
    """In Markdown, of how well notes are ranked or else of costs."""
    names = dict.fromkeys(name for figures in found.values() for name in figures)
    rows = [["", *found], ["---"] * (len(found) + 1)]
    rows += [
        [name, *(_cell(found, peer, name) for peer in found)]
        for name in names
        if is_quality(name) == quality
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def losses(found: All) -> list[str]:
    """A line for each figure of a peer that is better than galpi's."""
    return [
        f"{name}: {peer} {shown(name, figures[name])}, galpi {shown(name, own)}"
        for peer, figures in found.items()
        for name, own in found[GALPI.name].items()
        if name in figures and _is_better(name, figures[name], own)
    ]


def is_quality(name: str) -> bool:
    return name.endswith(RANKED)


def shown(name: str, value: float) -> str:
    if is_quality(name):
        return f"{value:.3f}"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _is_better(name: str, one: float, other: float) -> bool:
    return one > other if is_quality(name) else one < other


def _cell(found: All, peer: str, name: str) -> str:
    value, own = found[peer].get(name), found[GALPI.name].get(name)
    if value is None:
        return ""
    ratio = f" (× {value / own:.2g})" if own and peer != GALPI.name else ""
    return f"{shown(name, value)}{ratio}"
