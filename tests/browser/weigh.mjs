// What a page weighs as it is sent, compressed; JSON on standard output, in bytes.
//
//     node weigh.mjs FOLDER PAGES FIRST
//
// PAGES: a JSON file with the pages whose HTML and scripts are weighed. FIRST: one with the pages that are loaded in
// Chromium, as wide as a telephone and with an empty cache, to weigh everything that they ask for, and to see whether anything moves.

import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { address, serveWell } from "./server.mjs";
import { launch } from "./site.mjs";

const [folder, pagesFile, firstFile] = process.argv.slice(2);
const pages = JSON.parse(await readFile(pagesFile, "utf8"));
const first = JSON.parse(await readFile(firstFile, "utf8"));
const compressed = new Map();

async function weight(file) {
    if (!compressed.has(file)) {
        compressed.set(file, gzipSync(await readFile(join(folder, file))).length);
    }
    return compressed.get(file);
}

const weighed = [];
for (const page of pages) {
    const html = await readFile(join(folder, page), "utf8");
    const inside = (written) => posix.join(posix.dirname(page), decodeURI(written));
    const scripts = [...html.matchAll(/<script\b([^>]*)>([^<]*)/g)].map(([, attributes, text]) => ({
        src: /\bsrc="([^"]*)"/.exec(attributes)?.[1],
        waits: /\b(defer|async|type="module")/.test(attributes),
        // Data for other programs is no script.
        runs: !/\btype="application\//.test(attributes),
        text,
    }));
    let js = 0;
    for (const { src, runs, text } of scripts.filter(({ runs }) => runs)) {
        js += src ? await weight(inside(src)) : gzipSync(text).length;
    }
    const styles = [...html.matchAll(/<link\b[^>]*\brel="stylesheet"[^>]*>/g)].filter(([tag]) => !tag.includes("media=\"print\""));
    const blocking = scripts.filter(({ src, waits, runs }) => runs && src && !waits).map(({ src }) => src);
    weighed.push({ page, html: await weight(page), js, styles: styles.length, blocking });
}

const server = await serveWell(folder);
const browser = await launch();
const loads = [];
for (const page of first) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    const tab = await context.newPage();
    const requests = [];
    tab.on("requestfinished", (request) => requests.push(request));
    await tab.goto(address(server.origin, page), { waitUntil: "networkidle" });
    let total = 0;
    const parts = [];
    for (const request of requests) {
        const { responseBodySize } = await request.sizes();
        total += responseBodySize;
        parts.push(`${responseBodySize} ${new URL(request.url()).pathname}`);
    }
    // How much of what was drawn already moved.
    const shift = await tab.evaluate(() => {
        const observer = new PerformanceObserver(() => {});
        observer.observe({ type: "layout-shift", buffered: true });
        return observer.takeRecords().reduce((sum, { value }) => sum + value, 0);
    });
    loads.push({ page, total, parts, shift });
    await context.close();
}
await browser.close();
server.close();
process.stdout.write(JSON.stringify({ weighed, loads }));
