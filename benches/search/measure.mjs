// Measures search in a real Chromium, for run.py: bytes and times of cold queries, and recall.
//
//     node measure.mjs PLAN        PLAN: a JSON file, see run.py; the answer is JSON on standard output

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { asked, listen, packs, type } from "../../tests/browser/server.mjs";

const plan = JSON.parse(await readFile(process.argv[2], "utf8"));

// Pages that hold a script and nothing else, so that no page weighs on the times. Both ask for eight results; a time ends when
// the first stands there with title and passage, which is when the last of xinfeng's has come.
const BARE = {
    "/bare-pagefind.html": () => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>-</title><ol id="out"></ol><script type="module">
const query = new URLSearchParams(location.search).get("q");
const pagefind = await import("./pagefind/pagefind.js");
await pagefind.init();
if (query) {
    const search = await pagefind.search(query);
    const some = search.results.slice(0, 8).map((result) => result.data());
    if (some.length) {
        const first = await some[0];
        document.getElementById("out").innerHTML = "<li>" + first.meta.title + first.excerpt;
        self.first = performance.now();
    }
    await Promise.all(some);
    self.results = search.results.length;
}
self.done = true;
</script>`,
    "/bare-xinfeng.html": (engine) => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>-</title><ol id="out"></ol><script>self.early = fetch("/search/index.json");</script><script src="${engine}"></script><script type="module">
const query = new URLSearchParams(location.search).get("q");
const engine = searchEngine((name) => (name === "index.json" ? early : fetch("/search/" + name)).then((answer) => answer.json()));
const found = await engine.find(query);
const results = await engine.results(found, 0, 8, Date.now());
if (results.length) {
    document.getElementById("out").innerHTML = "<li>" + results[0].title + results[0].stretches.map((part) => part[2]).join("").slice(0, 110);
    self.first = performance.now();
}
self.results = found.ranked.length;
self.done = true;
</script>`,
};

// What goes before the bytes of a file in an answer.
const HEAD = 200;

// Serves a folder with gzip, as nginx does with gzip_static: what search reads is compressed before it is asked for, as
// Pagefind's files are anyhow. `sent` is what was asked
// for since it was last emptied: the server counts, since a browser does not tell what its workers fetch.
async function serve(folder) {
    const packed = new Map(), sent = [], line = { slow: false, free: 0 };
    // A slow line: 100 ms away, and 200 kB in a second for all that is on its way.
    const arrival = (length) => {
        if (!line.slow) return Promise.resolve();
        line.free = Math.max(line.free, Date.now() + 100) + length / 200;
        return new Promise((arrived) => setTimeout(arrived, line.free - Date.now()));
    };
    const pack = async (file) => {
        const bytes = await readFile(file);
        packed.set(file, packs(file) ? gzipSync(bytes, { level: 6 }) : bytes);
    };
    for (const below of ["js", "search"]) {
        const files = await readdir(join(folder, below), { recursive: true, withFileTypes: true }).catch(() => []);
        for (const file of files.filter((one) => one.isFile())) await pack(join(file.parentPath, file.name));
    }
    const server = await listen(async (request, response) => {
        const file = asked(folder, request), { pathname: path } = new URL(request.url, "http://localhost");
        if (BARE[path]) {
            const engine = path.includes("xinfeng") && (await readdir(join(folder, "js"))).find((name) => name.startsWith("search-engine."));
            return response.writeHead(200, { "content-type": type("bare.html") }).end(BARE[path](`/js/${engine}`));
        }
        try {
            if (!packed.has(file)) await pack(file);
            const headers = { "content-type": type(file) };
            if (packs(file)) headers["content-encoding"] = "gzip";
            sent.push([path, packed.get(file).length + HEAD]);
            await arrival(packed.get(file).length + HEAD);
            response.writeHead(200, headers).end(packed.get(file));
        } catch {
            response.writeHead(404).end();
        }
    });
    return { ...server, sent, line };
}

const done = () => self.done === true;
const ENGINES = {
    // The search page itself: its bytes are those that count.
    page: {
        folder: "xinfeng",
        page: "/search/",
        // What search needs beyond the page: its two scripts and the index.
        counts: (path) => (path.startsWith("/search/") && path !== "/search/") || path.startsWith("/js/search"),
        started: () => performance.getEntriesByType("resource").some((one) => one.name.includes("index.json") && one.responseEnd > 0),
        done: () => self.first > 0 || document.getElementById("search-said").textContent !== "",
        watch: () => {
            new MutationObserver(() => {
                if (!self.first && document.querySelector(".search-hit")) self.first = performance.now();
            }).observe(document, { childList: true, subtree: true });
        },
        results: () => document.querySelectorAll(".search-hit").length,
    },
    xinfeng: { folder: "xinfeng", page: "/bare-xinfeng.html", done, watch: () => {}, results: () => self.results, counts: () => false },
    pagefind: {
        folder: "pagefind",
        page: "/bare-pagefind.html",
        counts: (path) => path.startsWith("/pagefind/"),
        started: done,
        done,
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
    await page.goto(origin + (name === "pagefind" ? ENGINES.pagefind : ENGINES.page).page);
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
const servers = { xinfeng: await serve(plan.folders.xinfeng), pagefind: await serve(plan.folders.pagefind) };
for (const [name, engine] of Object.entries(ENGINES)) {
    report[name] = { start: engine.started ? (await cold(engine, servers[engine.folder], "")).bytes : 0, queries: [], slow: [] };
}
// The three take turns, so that whatever else the machine does falls on all of them.
for (const query of plan.queries) {
    for (const [name, engine] of Object.entries(ENGINES)) report[name].queries.push(await cold(engine, servers[engine.folder], query));
}
for (const query of plan.slow) {
    for (const [name, engine] of Object.entries(ENGINES)) report[name].slow.push(await cold(engine, servers[engine.folder], query, true));
}
for (const name of plan.recall.length ? ["xinfeng", "pagefind"] : []) {
    report[name].fives = await fives(name, servers[name].origin, plan.recall);
}
for (const server of Object.values(servers)) server.close();
await browser.close();
process.stdout.write(JSON.stringify(report));
