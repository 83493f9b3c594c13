"""Tables of Markdown, and docs/performance.md, in which they stand."""
import os
import pathlib
import platform

from .programs import ROOT

BEGIN, END = "<!-- figures of benches/compare.py -->\n", "<!-- end of figures -->\n"


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def table(head, *rows):
    return [row(*head), row(*["---"] * len(head)), *(row(*cells) for cells in rows)]


def machine():
    name = platform.processor() or platform.machine()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if os.path.exists("/proc/cpuinfo") else []:
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}"


def write(lines):
    """Replaces what lies between the markers; the rest is prose."""
    file = ROOT / "docs/performance.md"
    before, rest = file.read_text().split(BEGIN)
    after = rest.split(END)[1]
    file.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + after)
