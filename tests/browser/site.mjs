// A built site for the browser tests: served on a free port of this machine, its types of pages by name.

import { createServer } from "node:http";
import { access, readFile, readdir } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".xml": "application/xml",
    ".ics": "text/calendar; charset=utf-8",
};

// Serves a folder: `origin`, and `close`.
export async function serve(folder) {
    const server = createServer(async (request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
        const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
        try {
            const bytes = await readFile(file);
            response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// One page of each type that the site has, by the name of the type: tests/browser/types.json, where `@` stands for the first
// page below a folder, since its address is made from a Chinese name.
export async function types(folder) {
    const first = async (below) =>
        `${below}/${(await readdir(join(folder, below), { withFileTypes: true })).filter((one) => one.isDirectory()).map((one) => one.name).sort()[0]}/`;
    const known = JSON.parse(await readFile(new URL("types.json", import.meta.url), "utf8"));
    const found = {};
    for (const [name, written] of Object.entries(known)) {
        const path = written === "@term" ? await first("tags") : written === "@audience" ? await first("audience") : written;
        const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
        if (await access(join(folder, file)).then(() => true, () => false)) found[name] = path;
    }
    return found;
}

export const launch = () =>
    chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars"],
    });

// Sets what a reader chose with the switches on every page, before the page is opened.
export const prefer = (context, choices) =>
    context.addInitScript((choices) => {
        for (const [name, value] of Object.entries(choices)) localStorage.setItem(name, value);
    }, choices);
