// How well the search of a built site answers the queries of tests/search, as JSON: recall at five, which queries find
// nothing, and what each that falls short gave instead. The script's own engine ranks, on the files of the index.
//
//     node recall.mjs FOLDER QUERIES NOW

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { engineOf, script } from "./search-engine.mjs";

const [folder, list, now] = process.argv.slice(2);
const instant = Date.parse(now);
// As many as js/search.js fetches at first.
const FIRST = 8;

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
    const hits = await engine.results(await engine.find(query), 0, FIRST, instant);
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

// Whatever stands in a text is found: stretches from anywhere in it, of one to eight characters.
let seed = 7;
const random = (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed % below;
};
const { searchTerms } = script();
const isWord = (c) => ["", "a"].every((after) => searchTerms.terms(searchTerms.fold(c + after), false).length === 1);
const records = readdirSync(join(folder, "search", "records"))
    .flatMap((file) => JSON.parse(readFileSync(join(folder, "search", "records", file), "utf8")).r);
report.stretches = 0;
report.lost = [];
while (report.stretches < 600) {
    const record = records[random(records.length)];
    const texts = [record[1], record[2], ...record[6].flatMap((part) => [part[0], part[2]]), ...record[7].flatMap((one) => [one[3], one[4]])];
    const characters = Array.from(texts[random(texts.length)]);
    if (!characters.length) continue;
    let from = random(characters.length);
    // Words are found from their beginning.
    while (from > 0 && isWord(characters[from]) && isWord(characters[from - 1])) from -= 1;
    const query = characters.slice(from, from + 1 + random(8)).join("");
    if (!searchTerms.terms(searchTerms.fold(query)).length) continue;
    report.stretches += 1;
    const hits = await engine.results(await engine.find(query), 0, FIRST, instant);
    if (!hits.length) report.lost.push(query);
}

// What is sent before the first query.
const page = readFileSync(join(folder, "search", "index.html"), "utf8");
const scripts = [...page.matchAll(/src="\.\.\/(js\/search[^"]*)"/g)].map((found) => found[1]);
report.start = [...scripts, "search/index.json"].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
console.log(JSON.stringify(report));
