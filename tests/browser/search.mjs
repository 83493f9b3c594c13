// Search as a reader with a telephone does it, in Chromium: type, filter, keys, the way back, no script, a slow network, no
// network, an index that changed meanwhile. Reports each thing that is not so, as JSON.
//
//     node search.mjs FOLDER TEXTS       TEXTS: how the program cuts texts, a line of JSON for each, see tests/gates/search.rs
//
// Answers are slowed down or changed by this script; nothing waits for a clock.

import { readFile } from "node:fs/promises";
import { violations } from "./axe.mjs";
import { open } from "./checks.mjs";
import { script } from "./search-engine.mjs";

const [folder, texts] = process.argv.slice(2);
const { faults, expect, visit, end } = await open(folder, { routed: "**/search/**", timeout: 20_000 });

const box = (page) => page.locator("#search-box");
const titles = (page) => page.$$eval(".search-title a", (links) => links.map((link) => link.textContent));
const said = (page) => page.locator("#search-said").textContent();
// Results for a query stand on the page once the line that is read aloud names it.
const settled = (page, query) =>
    page.waitForFunction((query) => document.getElementById("search-said").textContent.includes(`“${query}”`), query);

const accessible = async (name, page) => expect(`${name}: what axe finds`, await violations(page), []);

// ---- Typing

await visit("typing", "/search/", async (page) => {
    expect("before anything is typed the other ways stand there", await page.locator("#search-otherwise").isVisible(), true);
    await box(page).pressSequentially("叶酸在哪领");
    await settled(page, "叶酸在哪领");
    expect("the service comes first", (await titles(page))[0], "免费叶酸怎么领");
    expect("what was found is marked", await page.locator(".search-title a mark").first().textContent(), "叶酸");
    expect("the other ways are gone", await page.locator("#search-otherwise").isVisible(), false);
    expect("the address carries the query", new URL(page.url()).searchParams.get("q"), "叶酸在哪领");
    const link = await page.locator(".search-title a").first().getAttribute("href");
    expect("the result leads to its page", new URL(link, page.url()).pathname, "/xingfu-youyun/yesuan/");
    await accessible("results", page);
}, { axe: true });

await visit("an input method", "/search/", async (page) => {
    await box(page).focus();
    await page.evaluate(() => {
        const box = document.getElementById("search-box");
        box.dispatchEvent(new CompositionEvent("compositionstart"));
        box.value = "ye'suan";
        box.dispatchEvent(new Event("input"));
        window.early = document.getElementById("search-said").textContent;
        box.value = "叶酸";
        box.dispatchEvent(new CompositionEvent("compositionend"));
    });
    await settled(page, "叶酸");
    expect("letters that are still being composed are not searched", await page.evaluate(() => window.early), "");
});

// ---- Groups, occurrences, more

await visit("occurrences", "/search/?q=%E7%BA%B3%E5%87%89%E6%99%9A%E4%BC%9A", async (page) => {
    await settled(page, "纳凉晚会");
    expect("the tour comes first", (await titles(page))[0], "村村乐纳凉晚会");
    const dates = page.locator(".search-hit").first().locator(".search-dates li");
    expect("its next stop stands first", await dates.first().locator(".search-next").count(), 1);
    expect("and is not over", await dates.first().locator(".search-past").count(), 0);
    const heads = await page.$$eval(".search-group h2", (heads) => heads.map((head) => head.textContent));
    expect("the best stand first", heads[0], "最相关");
    expect("the others by kind", new Set(heads).size, heads.length);
    const before = (await titles(page)).length;
    await page.locator(".search-more").click();
    await page.waitForFunction((before) => document.querySelectorAll(".search-title a").length > before, before);
    expect("the focus goes on to what is new", await page.evaluate(() => document.activeElement.closest(".search-hit") !== null), true);
});

await visit("a past stop", "/search/?q=%E6%A1%A5%E5%A4%B4%E6%9D%91%E7%BA%B3%E5%87%89%E6%99%9A%E4%BC%9A", async (page) => {
    await settled(page, "桥头村纳凉晚会");
    const dates = page.locator(".search-hit").first().locator(".search-dates li").first();
    expect("the stop of the village is meant", (await dates.textContent()).includes("桥头村"), true);
    expect("and marked as over", await dates.locator(".search-past").count(), 1);
});

// ---- Filters

await visit("filters", "/search/?q=%E6%A3%80%E6%9F%A5", async (page) => {
    await settled(page, "检查");
    const count = async () => Number((await said(page)).match(/\d+/)[0]);
    const all = await count();
    await page.selectOption("select[name=kind]", "service");
    await page.waitForFunction((all) => !document.getElementById("search-said").textContent.includes(` ${all} `), all);
    const kinds = await page.$$eval(".search-meta", (lines) => [...new Set(lines.map((line) => line.textContent.split(" · ")[0]))]);
    expect("one kind is left", kinds, ["服务"]);
    expect("the address carries the filter", new URL(page.url()).searchParams.get("kind"), "service");
    await page.selectOption("select[name=kind]", "");
    for (const [name, value] of [["area", "shahe"], ["audience", "新市民"], ["campaign", "/shengzhi-jiankang/"]]) {
        await page.selectOption(`select[name=${name}]`, value);
        await page.waitForFunction(([name, value]) => new URLSearchParams(location.search).get(name) === value, [name, value]);
    }
    await page.waitForFunction((all) => !document.getElementById("search-said").textContent.includes(` ${all} `), all);
    await page.waitForFunction(() => [...document.querySelectorAll(".search-title a")].some((link) => link.textContent.includes("两癌")));
    expect("filters narrow down together", (await count()) < all, true);
    await accessible("filters", page);
}, { axe: true });

// ---- Keys

await visit("keys", "/search/?q=%E7%96%AB%E8%8B%97", async (page) => {
    await settled(page, "疫苗");
    await box(page).focus();
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    const all = await titles(page);
    expect("down goes to the first result", await focused(), all[0]);
    await page.keyboard.press("ArrowDown");
    expect("and on to the second", await focused(), all[1]);
    await page.keyboard.press("ArrowUp");
    expect("up goes back", await focused(), all[0]);
    await page.keyboard.press("Escape");
    expect("Escape goes to the box", await page.evaluate(() => document.activeElement.id), "search-box");
    await page.keyboard.press("ArrowDown");
    const [path] = await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/search/")), page.keyboard.press("Enter")]);
    await page.goBack();
    await settled(page, "疫苗");
    expect("the way back from a result", await box(page).inputValue(), "疫苗");
});

// ---- The way back

await visit("the way back", "/search/", async (page) => {
    for (const query of ["叶酸", "早教券"]) {
        await box(page).fill(query);
        await page.keyboard.press("Enter");
        await settled(page, query);
        await page.waitForFunction((query) => new URLSearchParams(location.search).get("q") === query, query);
    }
    await page.goBack();
    await settled(page, "叶酸");
    expect("the box shows the query before", await box(page).inputValue(), "叶酸");
    await page.goForward();
    await settled(page, "早教券");
});

// ---- The header

await visit("the header", "/", async (page) => {
    await page.locator("#header-search").fill("孕检");
    await Promise.all([page.waitForURL(/\/search\//), page.keyboard.press("Enter")]);
    await settled(page, "孕检");
    expect("a synonym finds what it stands for", (await titles(page)).slice(0, 2).includes("免费孕前检查怎么做"), true);
});

// ---- Nothing found, and the nearest spelling

for (const [typed, meant] of [["叶算", "叶酸"], ["yesuan", "叶酸"]]) {
    await visit(`a slip: ${typed}`, `/search/?q=${encodeURIComponent(typed)}`, async (page) => {
        await settled(page, typed);
        await page.locator(".search-nearest button").waitFor();
        expect("the nearest word is offered", await page.locator(".search-nearest button").textContent(), meant);
        await page.locator(".search-nearest button").click();
        await settled(page, meant);
        expect("and found", (await titles(page))[0], "免费叶酸怎么领");
    });
}
await visit("nothing", "/search/?q=zzzqqq", async (page) => {
    await settled(page, "zzzqqq");
    const otherwise = page.locator("#search-otherwise");
    expect("no result", (await titles(page)).length, 0);
    expect("the areas", await otherwise.getByRole("link", { name: "沙河镇" }).isVisible(), true);
    expect("the telephone", await otherwise.locator("a[href^='tel:']").first().isVisible(), true);
    await accessible("nothing found", page);
}, { axe: true });

// ---- Inside WeChat, which says who it is and lets pages store nothing when its own cache is full

await visit(
    "inside WeChat",
    "/search/?q=%E5%8F%B6%E9%85%B8",
    async (page) => {
        await settled(page, "叶酸");
        expect("the service comes first", (await titles(page))[0], "免费叶酸怎么领");
        await box(page).fill("早教券");
        await box(page).press("Enter");
        await settled(page, "早教券");
        await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/search/")), page.locator(".search-title a").first().click()]);
        await page.goBack();
        await settled(page, "早教券");
    },
    {
        userAgent: "Mozilla/5.0 (Linux; Android 10; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8.0.40",
        init: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("full", "SecurityError"); } }),
    },
);

// ---- Without JavaScript

await visit(
    "no script",
    "/search/?q=%E5%8F%B6%E9%85%B8",
    async (page) => {
        const otherwise = page.locator("#search-otherwise");
        expect("the page says so", await otherwise.getByText("JavaScript").isVisible(), true);
        expect("the sections", await otherwise.getByRole("link", { name: "幸福优孕行动" }).isVisible(), true);
        expect("the site map", await otherwise.getByRole("link", { name: "网站地图" }).isVisible(), true);
        expect("the areas", await otherwise.getByRole("link", { name: "沙河镇" }).isVisible(), true);
        expect("no filter that does nothing", await page.locator("#search-filters").isVisible(), false);
    },
    { javaScriptEnabled: false },
);

// ---- A slow network: the answer to an earlier query comes last and must not replace the later one.

let held = [];
await visit(
    "a slow network",
    "/search/",
    async (page) => {
        await box(page).fill("叶酸");
        // Waited for from before the key is pressed: a request that is under way already is never told again.
        await Promise.all([page.waitForRequest(/terms/), page.keyboard.press("Enter")]);
        await box(page).fill("早教券");
        await page.keyboard.press("Enter");
        // The held answers go out in turn, the earliest asked last, until nothing more is asked.
        const quiet = page.waitForFunction(() => document.getElementById("search-said").textContent.includes("“早教券”"));
        let done = false;
        quiet.then(() => (done = true), () => (done = true));
        while (!done) {
            await Promise.all(held.splice(0).reverse().map((route) => route.continue().catch(() => {})));
            await new Promise((next) => setImmediate(next));
        }
        await quiet;
        expect("the later query stands", (await titles(page))[0].includes("早教券"), true);
    },
    {
        route: (route) => {
            if (/terms|records/.test(route.request().url())) held.push(route);
            else route.continue();
        },
    },
);
held = [];

// ---- Without a network, once the index is kept

await visit(
    "no network",
    "/search/?q=%E5%8F%B6%E9%85%B8",
    async (page, context) => {
        await settled(page, "叶酸");
        // The last file that is kept.
        await page.waitForFunction(() => performance.getEntriesByType("resource").some((one) => one.name.includes("words.json")));
        await context.setOffline(true);
        await box(page).fill("两癌筛查");
        await page.keyboard.press("Enter");
        await settled(page, "两癌筛查");
        expect("search goes on", (await titles(page))[0], "免费两癌筛查");
    },
    // A browser remembers 250 files of a page; the index has more.
    { init: () => performance.setResourceTimingBufferSize(5000) },
);

await visit(
    "an index that cannot be had",
    "/search/?q=%E5%8F%B6%E9%85%B8",
    async (page) => {
        await page.waitForFunction(() => document.getElementById("search-said").textContent !== "");
        expect("the page says so", (await said(page)).includes("没有读到"), true);
        expect("and offers the other ways", await page.locator("#search-otherwise").isVisible(), true);
    },
    { route: (route) => (/json/.test(route.request().url()) ? route.abort() : route.continue()) },
);

// ---- A site that is put in place while somebody searches: a file of another numbering is never taken.

let stale = true;
await visit(
    "a new build",
    "/search/?q=%E5%8F%B6%E9%85%B8",
    async (page) => {
        await settled(page, "叶酸");
        expect("the index is asked for anew", (await titles(page))[0], "免费叶酸怎么领");
        expect("a file of another build was seen", stale, false);
    },
    {
        route: async (route) => {
            if (stale && /terms\//.test(route.request().url())) {
                const answer = await route.fetch();
                const json = await answer.json();
                stale = false;
                return route.fulfill({ response: answer, json: { ...json, g: "other" } });
            }
            return route.continue();
        },
    },
);

// ---- The script cuts texts as the program does.

const { searchTerms } = script();
let cut = 0;
for (const line of (await readFile(texts, "utf8")).split("\n").filter(Boolean)) {
    const { text, folded, left, taken } = JSON.parse(line);
    const same = searchTerms.fold(text) === folded
        && JSON.stringify(searchTerms.terms(folded, false)) === JSON.stringify(left)
        && JSON.stringify(searchTerms.terms(folded, true)) === JSON.stringify(taken);
    if (!same) faults.push(`cut otherwise: ${line}: ${JSON.stringify(searchTerms.terms(searchTerms.fold(text), false))}`);
    cut += 1;
}

await end({ cut });
