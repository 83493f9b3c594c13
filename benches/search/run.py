#!/usr/bin/env python3
"""Search beside Pagefind, in one run: bytes and times in a headless Chromium, recall on the reference site, cost of indexing.

usage: benches/search/run.py [--sizes 1000,10000] [--queries 100] [--rounds 3] [--smoke] [--no-build]

Builds xinfeng unless told not to, takes Pagefind from npm, writes the corpora of benches/corpus/gen.py and the reference site into target/search-bench,
has both programs index the same pages, and writes the figures into docs/performance.md. `--smoke` writes nothing down.
"""
import argparse, csv, json, os, random, shutil, statistics, subprocess, sys, time, types
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "search-bench"
XINFENG = ROOT / "target" / "release" / "xinfeng"
PAGEFIND = HERE / "node_modules" / "@pagefind" / "linux-x64" / "bin" / "pagefind_extended"
CORPUS = ROOT / "benches" / "corpus" / "gen.py"
NOW = "2023-07-14T09:00:00+08:00"
BEGIN, END = "<!-- figures of benches/search/run.py -->", "<!-- end of search figures -->"


def run(command, **more):
    """Runs to the end; user seconds and peak megabytes of the process with its children."""
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, **more)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command} ended with {child.returncode}")
    return {"user": usage.ru_utime, "peak": usage.ru_maxrss / 1024}


def gen():
    """The generator as a module, for its words. It is a program that runs at once: its last line is left out."""
    source = CORPUS.read_text(encoding="utf-8").replace("\nmain()\n", "\n")
    module = types.ModuleType("gen")
    exec(compile(source, str(CORPUS), "exec"), module.__dict__)
    return module


def corpus_queries(number):
    """Queries whose words the corpus has, as residents would put them together."""
    words, r, queries = gen(), random.Random(14), []
    shapes = [
        lambda: r.choice(words.TM),
        lambda: "怎么" + r.choice(words.TM),
        lambda: r.choice(words.TOWN) + r.choice(words.EV),
        lambda: r.choice(words.TAGS),
        lambda: r.choice(words.TAGS) + " " + r.choice(words.TAGS),
        lambda: r.choice(words.TOWN) + r.choice(words.CAMP)[1] + "活动",
        lambda: r.choice(words.ACT),
        lambda: r.choice(words.TOWN) + r.choice(words.VEN),
        lambda: r.choice(words.TAGS) + "讲座在哪里",
        lambda: r.choice(words.AUD) + r.choice(words.TAGS) + "有什么活动",
    ]
    while len(queries) < number:
        queries.append(shapes[len(queries) % len(shapes)]())
    return queries


def write_corpus(pages):
    folder = WORK / f"corpus-{pages}"
    site = folder / "xinfeng"
    if not (site / "xinfeng.toml").exists():
        subprocess.run([sys.executable, CORPUS, str(pages), folder, "xinfeng"], check=True, stdout=subprocess.DEVNULL)
        taxonomies = ", ".join(f'{{ name = "{name}", paginate_by = 20 }}' for name in ("series", "readers", "town", "tags"))
        (site / "xinfeng.toml").write_text(
            f'title = "示例"\nbase_url = "https://www.example.org"\nnow = {NOW[:19]}\ntaxonomies = [{taxonomies}]\n', encoding="utf-8")
    return site


def index(name, site, rounds):
    """Builds with search and without, and lets Pagefind index the pages that search lists."""
    ours, theirs, bare = WORK / f"{name}-ours", WORK / f"{name}-theirs", WORK / f"{name}-bare"
    switch = site / "xinfeng.toml"
    written = switch.read_text(encoding="utf-8")
    cost = {"with": [], "without": [], "pagefind": []}
    for _ in range(rounds):
        for kind, output in (("without", bare), ("with", ours)):
            shutil.rmtree(output, ignore_errors=True)
            off = "\n[outlets]\nsearch = false\n" if kind == "without" else ""
            copy = WORK / f"{name}-site"
            shutil.rmtree(copy, ignore_errors=True)
            copy.mkdir()
            for part in ("content", "data", "static", "themes", "templates", "i18n"):
                if (site / part).exists():
                    shutil.copytree(site / part, copy / part)
            if (site / "ledger.toml").exists():
                shutil.copy(site / "ledger.toml", copy)
            (copy / "xinfeng.toml").write_text(written + off, encoding="utf-8")
            cost[kind].append(run([XINFENG, "build", "-q", "--root", copy, "--output", output], stderr=subprocess.DEVNULL))
        shutil.rmtree(theirs, ignore_errors=True)
        for records in sorted((ours / "search" / "records").glob("*.json")):
            for record in json.loads(records.read_text(encoding="utf-8"))["r"]:
                page = record[0].split("#")[0].strip("/")
                target = theirs / page / "index.html"
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ours / page / "index.html", target)
        cost["pagefind"].append(run([PAGEFIND, "--site", theirs, "--silent"]))
    middle = {kind: {what: statistics.median(one[what] for one in each) for what in ("user", "peak")} for kind, each in cost.items()}
    return ours, theirs, middle


def read_queries(file):
    with open(ROOT / "tests" / "search" / file, encoding="utf-8") as handle:
        return [(row["问法"], row["页面"].split()) for row in csv.DictReader(handle)]


def address(page):
    if page.startswith("/"):
        return page
    path = page.removesuffix(".md")
    parts = [part for part in path.split("/") if part not in ("_index", "index")]
    return "/" + "/".join(parts) + "/" if parts else "/"


def recall(queries, fives):
    shares = []
    for (_, pages), five in zip(queries, fives):
        wanted = {address(page) for page in pages}
        shares.append(len(wanted & set(five)) / min(5, len(wanted)))
    return sum(shares) / len(shares)


def share(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def measure(name, plan):
    file = WORK / f"{name}.json"
    file.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    said = subprocess.run(["node", HERE / "measure.mjs", file], check=True, capture_output=True, text=True)
    return json.loads(said.stdout)


def summary(one):
    cold, times = [q["bytes"] for q in one["queries"]], [q["first"] for q in one["queries"] if q["first"]]
    slow = [q["first"] for q in one["slow"] if q["first"]]
    return {
        "start": one["start"] / 1000, "median": share(cold, 0.5) / 1000, "p95": share(cold, 0.95) / 1000,
        "first": share(times, 0.5), "slow": share(slow, 0.5) if slow else 0.0,
        "empty": sum(1 for q in one["queries"] if not q["results"]),
    }


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", default="1000,10000")
    options.add_argument("--queries", type=int, default=100)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--smoke", action="store_true")
    options.add_argument("--no-build", action="store_true")
    chosen = options.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if not chosen.no_build:
        subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
    if not PAGEFIND.exists():
        subprocess.run(["npm", "ci", "--prefix", HERE, "--no-audit", "--no-fund"], check=True, stdout=subprocess.DEVNULL)
    rows = []
    asked, reported = read_queries("queries.csv"), read_queries("reported.csv")
    sizes = [] if chosen.smoke else [int(size) for size in chosen.sizes.split(",") if size]
    for name, site, queries in [("reference", ROOT, [query for query, _ in asked][:: max(1, 200 // chosen.queries)])] + [
        (f"{size:,} pages", None, corpus_queries(chosen.queries)) for size in sizes]:
        label = name.replace(",", "").replace(" ", "-")
        site = site or write_corpus(int(label.split("-")[0]))
        ours, theirs, cost = index(label, site, 1 if chosen.smoke else chosen.rounds)
        plan = {
            "folders": {"xinfeng": str(ours), "pagefind": str(theirs)}, "queries": queries, "slow": queries[::5], "now": NOW,
            "recall": [query for query, _ in asked + reported] if name == "reference" else [],
        }
        got = measure(label, plan)
        row = {"name": name, "cost": cost} | {engine: summary(got[engine]) for engine in ("page", "xinfeng", "pagefind")}
        if plan["recall"]:
            for engine in ("xinfeng", "pagefind"):
                fives = got[engine]["fives"]
                row[engine]["recall"] = recall(asked, fives[: len(asked)])
                row[engine]["reported"] = recall(reported, fives[len(asked):])
                row[engine]["nothing"] = sum(1 for five in fives[: len(asked)] if not five)
        rows.append(row)
        print(json.dumps(row, ensure_ascii=False), flush=True)
    if not chosen.smoke:
        write_down(rows, chosen)


def write_down(rows, chosen):
    machine = f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}, Pagefind 1.6, medians of {chosen.rounds} builds and {chosen.queries} cold queries"
    lines = [BEGIN, "", f"{machine}.", ""]
    lines += ["| | xinfeng | Pagefind | bar |", "|---|---|---|---|"]
    for row in rows:
        name, one, page, other, cost = row["name"], row["xinfeng"], row["page"], row["pagefind"], row["cost"]
        user, peak = cost["with"]["user"] - cost["without"]["user"], cost["with"]["peak"] - cost["without"]["peak"]
        if "recall" in one:
            lines.append(f"| {name}: recall at 5, 200 queries | {one['recall']:.3f} | {other['recall']:.3f} | ≥ 0.95, not below |")
            lines.append(f"| {name}: recall at 5, 60 more, reported only | {one['reported']:.3f} | {other['reported']:.3f} | |")
            lines.append(f"| {name}: of the 200, without a result | {one['nothing']} | {other['nothing']} | 0 |")
        else:
            lines.append(f"| {name}: queries without a result | {page['empty']} | {other['empty']} | 0 |")
        lines.append(f"| {name}: kB to start | {page['start']:.1f} | {other['start']:.1f} | ≤ 20 |")
        bars = ("≤ 60", "≤ 90") if name.startswith("10,000") else ("", "")
        lines.append(f"| {name}: kB for a cold query, median | {page['median']:.1f} | {other['median']:.1f} | {bars[0]} |")
        lines.append(f"| {name}: kB for a cold query, 95th percentile | {page['p95']:.1f} | {other['p95']:.1f} | {bars[1]} |")
        lines.append(f"| {name}: ms to the first result | {one['first']:.0f} | {other['first']:.0f} | ≤ half |")
        lines.append(f"| {name}: the same, 100 ms away at 200 kB/s | {one['slow']:.0f} | {other['slow']:.0f} | ≤ half |")
        lines.append(f"| {name}: both, in the whole search page of the theme | {page['first']:.0f}, {page['slow']:.0f} | | |")
        lines.append(f"| {name}: user s to index | {user:.2f} | {cost['pagefind']['user']:.2f} | ≤ 0.1 |")
        lines.append(f"| {name}: MB to index | {max(peak, 0):.0f} | {cost['pagefind']['peak']:.0f} | ≤ 0.1 |")
    lines += ["", END]
    file = ROOT / "docs" / "performance.md"
    text = file.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    file.write_text(head + "\n".join(lines) + rest.split(END)[1], encoding="utf-8")


main()
