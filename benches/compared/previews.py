"""The live previews: page saved, until the last byte of the new page."""
import http.client
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

from .programs import WORK
from .report import table
from .sites import sites

EDITS = 50


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


def table_of_edits(pages, results):
    rows = []
    for kind in ["body", "title in a list", "base template"]:
        ours, hugo = results["xinfeng", kind], results["hugo", kind]
        middle, late = statistics.median(ours), percentile(ours, 0.95)
        rows.append([kind, f"{middle:.0f}", f"{late:.0f}", f"{statistics.median(hugo):,.0f}"])
    head = ["edit", "xinfeng, median", "xinfeng, 95th percentile", "Hugo, median"]
    return ["", f"Page saved → last byte, {pages:,} pages, milliseconds:", "", *table(head, *rows)]
