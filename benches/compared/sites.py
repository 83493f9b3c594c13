"""The corpora and the sites that are made of them."""
import os
import shutil
import subprocess
import sys

from .programs import BENCHES, WORK, run


def corpus(pages):
    """The same pages for both sides, with the templates of each."""
    folder = generated(str(pages), "gen.py", pages, lambda folder: [folder, "xinfeng,hugo"])
    for side in ["xinfeng", "hugo"]:
        lay(BENCHES / "corpus" / side, folder / side)
    return folder


def tours(pages, stops):
    """Tours with their tables, and the same pages without, in the templates of the comparison and a few for schedules."""
    folder = generated(f"tours-{pages}", "schedule.py", pages, lambda folder: [stops, folder])
    for side in ["tours", "plain"]:
        lay(BENCHES / "corpus/tours", folder / side)
        shutil.copytree(BENCHES / "corpus/xinfeng/themes", folder / side / "themes")
    return folder


def generated(name, generator, pages, arguments):
    """A folder of `target/compare`, written once."""
    folder = WORK / name
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, BENCHES / "corpus" / generator, pages, *arguments(folder)]
        subprocess.run([str(part) for part in command], check=True)
        (folder / "complete").touch()
    return folder


def lay(source, target):
    """Configuration and templates as they are now, over whatever a former run laid there."""
    for folder in ["themes", "templates", "layouts"]:
        shutil.rmtree(target / folder, ignore_errors=True)
    shutil.copytree(source, target, dirs_exist_ok=True)


def put_away(output):
    """Moves an output aside until the end. Were it removed at once, the next build would be measured against ext4, which passes
    over the places of files that were deleted within a minute or so, one by one, for every file that it makes."""
    if output.exists():
        aside = WORK / "aside"
        aside.mkdir(exist_ok=True)
        output.rename(aside / str(len(os.listdir(aside))))


def clear():
    """Removes what was put away."""
    shutil.rmtree(WORK / "aside", ignore_errors=True)


class Site:
    """One side's copy of the corpus, and how to build it."""

    def __init__(self, name, root, command):
        self.name, self.root, self.command = name, root, command
        self.output = root.parent / f"out-{name}"

    def forget(self):
        """Everything that a build leaves behind, so that the next one is the first."""
        put_away(self.output)
        for folder in [self.root / ".xinfeng", self.root / "resources"]:
            shutil.rmtree(folder, ignore_errors=True)
        for file in [self.root / "ledger.toml", self.root / ".hugo_build.lock"]:
            file.unlink(missing_ok=True)

    def build(self):
        return run(*self.command(self.root, self.output))

    def page(self):
        return self.root / "content/reading" / sorted(os.listdir(self.root / "content/reading"))[1]


def ours(name, root, xinfeng):
    return Site(name, root, lambda root, out: [xinfeng, "build", "--root", root, "--output", out, "-q"])


def sites(folder, xinfeng, hugo):
    return [
        ours("xinfeng", folder / "xinfeng", xinfeng),
        Site("hugo", folder / "hugo", lambda root, out: [hugo, "--source", root, "--destination", out, "--quiet"]),
    ]
