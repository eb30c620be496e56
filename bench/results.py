"""The table at the end: figure, demand, ratio, met or missed."""

import json
import os
import platform
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """One figure. met None: shown without a demand; ratio: times faster than the reference."""

    name: str
    figure: str
    demand: str
    met: bool | None
    ratio: float | None = None


@dataclass
class Results:
    """Lines in the order they were measured, and notes about the load."""

    lines: list[Line] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Keep a line."""
        self.lines.append(line)

    def note(self, name: str, values: Any) -> None:
        """Keep a note."""
        self.notes[name] = values

    @property
    def all_met(self) -> bool:
        """Whether no demand was missed."""
        return all(line.met is not False for line in self.lines)

    def table(self) -> str:
        """The table with a heading that names machine and load."""
        words = {True: "met", False: "MISSED", None: ""}
        rows = [("figure", "measured", "demand", "ratio", "")]
        for line in self.lines:
            ratio = "" if line.ratio is None else f"{line.ratio:.0f} ×"
            rows.append((line.name, line.figure, line.demand, ratio, words[line.met]))
        widths = [max(len(row[place]) for row in rows) for place in range(5)]
        body = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        load = " ".join(f"{value:.1f}" for value in os.getloadavg())
        head = [
            f"{os.cpu_count()} processors, Python {platform.python_version()}, load {load}",
            "The reference is our own writing of the SQL shape DHIS2 publishes, in PostgreSQL.",
            *(f"{name}: {json.dumps(values, default=str)}" for name, values in self.notes.items()),
            "",
        ]
        return "\n".join(head + body)
