// How well the search of a built site answers the queries of tests/search, as JSON: recall at five, which queries find
// nothing, and what each that falls short gave instead. The script's own engine ranks, on the files of the index.
//
//     node recall.mjs FOLDER QUERIES [NOW]

import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { engineOf } from "./search-engine.mjs";

const [folder, list, now] = process.argv.slice(2);

// The address of a content file, or an address itself.
const addressOf = (page) =>
    page.startsWith("/") ? page : `/${page.replace(/\.md$/, "").replace(/(^|\/)_?index$/, "$1")}/`.replace(/\/+$/, "/");

const rows = readFileSync(list, "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
const engine = engineOf(folder);
const report = { queries: 0, recall: 0, answered: 0, reciprocal: 0, empty: [], short: [], unknown: [] };
for (const [query, pages] of rows) {
    const wanted = pages.split(" ").map(addressOf);
    for (const address of wanted) {
        if (!existsSync(join(folder, address, "index.html"))) report.unknown.push(address);
    }
    const found = await engine.find(query);
    const hits = await engine.results(found, 0, 10, now ? Date.parse(now) : Date.now());
    const five = hits.slice(0, 5).map((hit) => hit.path.split("#")[0]);
    const held = wanted.filter((address) => five.includes(address)).length;
    const share = held / Math.min(5, wanted.length);
    const first = five.findIndex((address) => wanted.includes(address));
    report.queries += 1;
    report.recall += share;
    report.answered += held > 0 ? 1 : 0;
    report.reciprocal += first < 0 ? 0 : 1 / (first + 1);
    if (!hits.length) report.empty.push(query);
    if (share < 1) report.short.push({ query, wanted, share, found: hits.slice(0, 6).map((hit) => `${hit.path} ${hit.score.toFixed(2)}`) });
}
for (const key of ["recall", "answered", "reciprocal"]) report[key] /= report.queries;
console.log(JSON.stringify(report));
