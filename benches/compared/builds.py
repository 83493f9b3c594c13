"""Builds beside Hugo and the floor: cold, without a change, with one page changed."""
import re
import statistics

from .programs import median, run
from .report import table
from .sites import ours, put_away, sites

PAIRS = 9

# Each ratio with its name in the table, the bar of the project, and whether `--smoke` judges it by a limit: on a busy disk
# wall time says little, and one round of a small corpus shows no more than a tenfold slip.
RATIOS = {
    "cold user": ("cold, user CPU", 0.10, 0.5),
    "cold wall": ("cold, wall", 0.25, None),
    "cold wall to the floor": (f"cold, wall, to the floor (median of {PAIRS} pairs)", 1.5, None),
    "cold memory": ("peak memory", 0.20, 0.5),
    "unchanged wall": ("without a change, wall", 0.06, 0.6),
}


def list_files(folder, to):
    """What the floor has to write: the lengths and paths of a finished build."""
    lines = [
        f"{path.stat().st_size}\t{path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    to.write_text("\n".join(lines) + "\n")
    return len(lines)


def edit(page, number):
    """Changes a sentence of an article."""
    text = re.sub(r"（改\d+次）", "", page.read_text())
    page.write_text(text.rstrip("\n") + f"（改{number}次）\n")


def builds(folder, programs, rounds):
    """Cold, unchanged and with one page changed, interleaved; with the floor beside the cold builds."""
    xinfeng, floor, hugo = programs
    both = sites(folder, xinfeng, hugo)
    results = {}

    def note(side, what, taken):
        results.setdefault((side, what), []).append(taken)

    first = both[0]
    first.forget()
    first.build()
    files = list_files(first.output, folder / "files.txt")
    for number in range(rounds):
        for site in both:
            site.forget()
            note(site.name, "cold", site.build())
            note(site.name, "unchanged", site.build())
            edit(site.page(), number)
            note(site.name, "one page changed", site.build())
    for _ in range(PAIRS if rounds > 1 else 1):
        first.forget()
        note("paired", "cold", first.build())
        target = folder / "out-floor"
        put_away(target)
        note("floor", "cold", run(floor, first.root / "content", folder / "files.txt", target))
    return files, results


def alone(folder, xinfeng, rounds):
    """Cold builds of xinfeng by itself."""
    site, runs = ours("xinfeng", folder / "xinfeng", xinfeng), []
    for _ in range(rounds):
        site.forget()
        runs.append(site.build())
    return runs


def ratios(results):
    def ratio(what, figure):
        return median(results["xinfeng", what], figure) / median(results["hugo", what], figure)

    pairs = zip(results["paired", "cold"], results["floor", "cold"])
    return {
        "cold user": ratio("cold", "user"),
        "cold wall": ratio("cold", "wall"),
        "cold wall to the floor": statistics.median(ours.wall / floor.wall for ours, floor in pairs),
        "cold memory": ratio("cold", "memory"),
        "unchanged wall": ratio("unchanged", "wall"),
    }


def table_of_builds(pages, files, results):
    sides = [(what, side) for what in ["cold", "unchanged", "one page changed"] for side in ["xinfeng", "hugo"]]
    rows = []
    for what, side in [*sides, ("cold", "floor")]:
        runs = results[side, what]
        figures = [f"{median(runs, 'wall'):.2f}", f"{median(runs, 'user'):.2f}", f"{median(runs, 'memory'):.0f}"]
        rows.append([what, side, *figures])
    return [f"### {pages:,} pages, {files:,} files", "", *table(["", "", "wall s", "user s", "peak MB"], *rows)]


def table_of_ratios(found):
    rows = [[RATIOS[name][0], f"{value:.3f}", f"≤ {RATIOS[name][1]}"] for name, value in found.items()]
    return ["", *table(["xinfeng to Hugo", "ratio", "bar"], *rows)]
