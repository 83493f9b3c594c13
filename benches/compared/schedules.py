"""Schedules: tours with their stops in spreadsheets, beside the same pages without them."""
from .programs import median, run
from .report import table
from .sites import ours, tours

STOPS = 10
# Tours with all their outlets, to twice the plain pages and the reading of the rows.
BAR = 1.0
# For `--smoke`: tours to plain pages, far above what they take.
LIMIT = 15


def to_plain(pages, xinfeng):
    """The user CPU of tours to that of the same pages without their tables, once."""
    folder, user = tours(pages, STOPS), {}
    for side in ["plain", "tours"]:
        site = ours(side, folder / side, xinfeng)
        site.forget()
        user[side] = site.build().user
    return user["tours"] / user["plain"]


def schedules(pages, xinfeng, parts, rounds):
    """Cold builds of both, and the reading of the rows by itself, interleaved."""
    folder = tours(pages, STOPS)
    with_tours, plain = (ours(side, folder / side, xinfeng) for side in ["tours", "plain"])
    results = {"plain": [], "rows": [], "tours": []}
    for _ in range(rounds):
        for site in [plain, with_tours]:
            site.forget()
            results[site.name].append(site.build())
        results["rows"].append(run(parts, "rows", with_tours.root))
    return results


def share(results):
    user = {what: median(runs, "user") for what, runs in results.items()}
    return user["tours"] / (2 * user["plain"] + user["rows"])


def table_of_schedules(pages, results):
    names = {"plain": "the pages without their tables", "rows": "reading the rows", "tours": "tours"}
    rows = [
        [name, f"{median(results[what], 'user'):.2f}", f"{median(results[what], 'memory'):.0f}"]
        for what, name in names.items()
    ]
    head = f"Schedules, {pages:,} tours of {STOPS} stops:"
    bar = [f"tours to twice the plain pages and the rows: {share(results):.2f}, bar ≤ {BAR}"]
    return ["", head, "", *table(["cold", "user s", "peak MB"], *rows), "", *bar]
