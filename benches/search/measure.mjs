// Measures search in a real Chromium, for run.py: bytes and times of cold queries, and recall.
//
//     node measure.mjs PLAN        PLAN: a JSON file, see run.py; the answer is JSON on standard output

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const plan = JSON.parse(await readFile(process.argv[2], "utf8"));

const TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
};

// Pagefind's page: its script and nothing else, so that nothing of a page weighs on it.
const BARE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>-</title><ol id="out"></ol><script type="module">
const query = new URLSearchParams(location.search).get("q");
const pagefind = await import("./pagefind/pagefind.js");
await pagefind.init();
if (query) {
    const search = await pagefind.search(query);
    const ten = search.results.slice(0, 10).map((result) => result.data());
    if (ten.length) {
        const first = await ten[0];
        document.getElementById("out").innerHTML = "<li>" + first.meta.title + first.excerpt;
        self.first = performance.now();
    }
    await Promise.all(ten);
    self.results = search.results.length;
}
self.done = true;
</script>`;

// What goes before the bytes of a file in an answer.
const HEAD = 200;

// Serves a folder with gzip, as nginx does with gzip_types for text; each file is compressed once. `sent` is what was asked
// for since it was last emptied: the server counts, since a browser does not tell what its workers fetch.
async function serve(folder) {
    const packed = new Map(), sent = [], line = { slow: false, free: 0 };
    // A slow line: 100 ms away, and 200 kB in a second for all that is on its way.
    const arrival = (length) => {
        if (!line.slow) return Promise.resolve();
        line.free = Math.max(line.free, Date.now() + 100) + length / 200;
        return new Promise((arrived) => setTimeout(arrived, line.free - Date.now()));
    };
    const server = createServer(async (request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
        if (path === "/bare.html") return response.writeHead(200, { "content-type": TYPES[".html"] }).end(BARE);
        const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
        const type = TYPES[extname(file)];
        try {
            if (!packed.has(file)) {
                const bytes = await readFile(file);
                packed.set(file, type && !type.startsWith("image/png") ? gzipSync(bytes, { level: 6 }) : bytes);
            }
            const headers = { "content-type": type ?? "application/octet-stream" };
            if (type && type !== TYPES[".png"]) headers["content-encoding"] = "gzip";
            sent.push([path, packed.get(file).length + HEAD]);
            await arrival(packed.get(file).length + HEAD);
            response.writeHead(200, headers).end(packed.get(file));
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { origin: `http://127.0.0.1:${server.address().port}`, sent, line, close: () => server.close() };
}

const ENGINES = {
    xinfeng: {
        page: "/search/",
        // What search needs beyond the page: its two scripts and the index.
        counts: (path) => path.startsWith("/search/") && path !== "/search/" || /^\/js\/search/.test(path),
        started: () => performance.getEntriesByType("resource").some((one) => one.name.includes("index.json") && one.responseEnd > 0),
        done: () => self.first > 0 || document.getElementById("search-said").textContent !== "",
        watch: () => {
            new MutationObserver(() => {
                if (!self.first && document.querySelector(".search-hit")) self.first = performance.now();
            }).observe(document, { childList: true, subtree: true });
        },
        results: () => document.querySelectorAll(".search-hit").length,
    },
    pagefind: {
        page: "/bare.html",
        counts: (path) => path.startsWith("/pagefind/"),
        started: () => self.done === true,
        done: () => self.done === true,
        watch: () => {},
        results: () => self.results ?? 0,
    },
};

const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

// Opens a page in a browser that has seen nothing, and tells what was sent and when the first result stood there.
async function cold(engine, { origin, sent, line }, query, slow) {
    sent.length = 0;
    Object.assign(line, { slow: Boolean(slow), free: 0 });
    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    await page.addInitScript(engine.watch);
    await page.goto(`${origin}${engine.page}${query ? `?q=${encodeURIComponent(query)}` : ""}`);
    await page.waitForFunction(query ? engine.done : engine.started, null, { polling: 20 });
    const first = await page.evaluate(() => self.first ?? null);
    const bytes = sent.filter(([path]) => engine.counts(path)).reduce((sum, [, length]) => sum + length, 0);
    const results = query ? await page.evaluate(engine.results) : 0;
    await context.close();
    return { query, bytes, first, results };
}

// What stands among the first five for each query.
async function fives(name, origin, queries) {
    const page = await browser.newPage();
    await page.goto(origin + ENGINES[name].page);
    const found = await page.evaluate(
        async ([name, queries, now]) => {
            const fives = [];
            if (name === "pagefind") {
                const pagefind = await import("./pagefind/pagefind.js");
                await pagefind.init();
                for (const query of queries) {
                    const { results } = await pagefind.search(query);
                    const data = await Promise.all(results.slice(0, 5).map((result) => result.data()));
                    fives.push(data.map((one) => new URL(one.url, location.href).pathname));
                }
            } else {
                const load = (file) => fetch(`/search/${file}`).then((answer) => answer.json());
                const engine = self.searchEngine(load);
                for (const query of queries) {
                    const results = await engine.results(await engine.find(query), 0, 8, now);
                    fives.push(results.slice(0, 5).map((one) => one.path.split("#")[0]));
                }
            }
            return fives;
        },
        [name, queries, Date.parse(plan.now)],
    );
    await page.close();
    return found;
}

const report = {};
for (const name of Object.keys(ENGINES)) {
    const server = await serve(plan.folders[name]);
    const start = await cold(ENGINES[name], server, "");
    const queries = [];
    for (const query of plan.queries) queries.push(await cold(ENGINES[name], server, query));
    const slow = [];
    for (const query of plan.slow) slow.push(await cold(ENGINES[name], server, query, true));
    report[name] = { start: start.bytes, queries, slow };
    if (plan.recall.length) report[name].fives = await fives(name, server.origin, plan.recall);
    server.close();
}
await browser.close();
process.stdout.write(JSON.stringify(report));
