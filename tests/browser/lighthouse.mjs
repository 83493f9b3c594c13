// Pages of a built site in the eyes of Lighthouse, as a telephone sees them; JSON on standard output.
//
//     node lighthouse.mjs FOLDER LIST [RUNS]
//
// LIST: a JSON file with the pages' paths inside the folder. Without RUNS: accessibility, best practices and SEO, once. With
// RUNS: performance as well, over a slow network that Lighthouse simulates; the median of so many runs.

import { readFile } from "node:fs/promises";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { address, serveWell } from "./server.mjs";

const [folder, list, runs] = process.argv.slice(2);
const pages = JSON.parse(await readFile(list, "utf8"));
const server = await serveWell(folder);
const chrome = await launch({
    chromePath: "/usr/bin/chromium",
    chromeFlags: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
});

const CATEGORIES = ["accessibility", "best-practices", "seo"];

async function judge(page) {
    const { lhr } = await lighthouse(address(server.origin, page), {
        port: chrome.port,
        logLevel: "error",
        onlyCategories: runs ? ["performance", ...CATEGORIES] : CATEGORIES,
        // What only performance needs takes most of the time.
        ...(runs ? {} : { throttlingMethod: "provided", disableFullPageScreenshot: true }),
    });
    const faults = Object.values(lhr.categories)
        .flatMap(({ id, auditRefs }) => auditRefs.map((ref) => ({ category: id, weight: ref.weight, ...lhr.audits[ref.id] })))
        .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
        .map(({ category, id, title, displayValue }) => `${category}: ${id}: ${title}${displayValue ? ` (${displayValue})` : ""}`);
    const scores = Object.fromEntries(
        Object.values(lhr.categories).map(({ id, score }) => [id, score === null ? null : Math.round(score * 100)]),
    );
    return { page, scores, faults, warnings: lhr.runWarnings, error: lhr.runtimeError?.message };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const judged = [];
try {
    for (const page of pages) {
        const all = [];
        for (let run = 0; run < Number(runs ?? 1); run += 1) {
            all.push(await judge(page));
        }
        const scores = Object.fromEntries(
            Object.keys(all[0].scores).map((name) => [name, median(all.map(({ scores }) => scores[name]))]),
        );
        judged.push({ ...all[0], scores });
    }
} finally {
    chrome.kill();
    server.close();
}
process.stdout.write(JSON.stringify(judged));
