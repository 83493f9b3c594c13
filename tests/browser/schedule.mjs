// What the scripts of a built site do in Chromium, seen as a reader with a telephone sees it: filters and their combinations,
// the remembered town, time that goes on, WeChat, and pages without any script. Reports each thing that is not so, as JSON.
//
//     node schedule.mjs FOLDER FACTS       FACTS: a JSON file with what the schedule says, see tests/gates/schedule.rs
//
// Time is that of a clock which this script sets: nothing waits for the real one.

import { readFile } from "node:fs/promises";
import { open } from "./checks.mjs";

const [folder, list] = process.argv.slice(2);
const facts = JSON.parse(await readFile(list, "utf8"));
const { origin, expect, visit, end } = await open(folder);

const WECHAT =
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.40";

// How many occurrences that are not past a page shows.
const shown = (page) =>
    page.$$eval(".agenda li", (items) => items.filter((item) => !item.hidden && !item.closest("[data-group=past]")).length);

// ---- Filters: each of them, and every pair.

await visit("filters", "/calendar/", async (page) => {
    const form = page.locator("form.filters");
    expect("the form is shown", await form.isVisible(), true);
    const all = await shown(page);
    expect("all occurrences of the calendar", all, facts.calendar.length);
    for (const { values, count, held } of facts.filters) {
        for (const select of await form.locator("select").all()) {
            await select.selectOption(values[await select.getAttribute("name")] ?? "");
        }
        expect(`how many with ${JSON.stringify(values)}`, await shown(page), count);
        // What is cancelled is shown, and does not count.
        const said = (await form.locator("output").textContent()).match(/\d+/)?.[0];
        expect(`the number that is said with ${JSON.stringify(values)}`, said, String(held));
        const address = Object.fromEntries(new URL(page.url()).searchParams);
        expect(`the address with ${JSON.stringify(values)}`, Object.entries(address).sort(), Object.entries(values).sort());
        const empty = await page.$$eval(".agenda [data-group]", (groups) =>
            groups.filter((group) => group.checkVisibility() && !group.querySelector("li:not([hidden])")).length,
        );
        expect(`empty groups with ${JSON.stringify(values)}`, empty, 0);
    }
    await form.locator("button[type=reset]").click();
    await page.waitForFunction((all) => document.querySelectorAll(".agenda li:not([hidden])").length >= all, all);
    expect("all again", await shown(page), all);
    expect("an address without a choice", new URL(page.url()).search, "");
});

await visit("a choice in the address", `/calendar/?${new URLSearchParams(facts.filters.at(-1).values)}`, async (page) => {
    expect("how many", await shown(page), facts.filters.at(-1).count);
});

// ---- The remembered town.

await visit("the remembered town", `/areas/${facts.town.id}/`, async (page) => {
    const button = page.locator("button[data-remember]");
    expect("not remembered yet", await button.getAttribute("aria-pressed"), "false");
    await button.click();
    expect("remembered", await button.getAttribute("aria-pressed"), "true");
    await page.goto(`${origin}/calendar/`);
    for (const group of ["week", "coming"]) {
        const mine = await page.$$eval(
            `.agenda [data-group="${group}"] li`,
            (items, town) => items.map((item) => item.dataset.areas.split("|").includes(town)),
            facts.town.id,
        );
        const count = mine.filter(Boolean).length;
        expect(`${group}: the town's come first`, mine.slice(0, count).every(Boolean), true);
        expect(`${group}: how many are the town's`, count, facts.town[group]);
    }
    const first = await page.locator("select[name=areas] option").nth(1).getAttribute("value");
    expect("the town is the first choice", first, facts.town.id);
    const list = await page.locator("[data-towns] [data-area]").first().getAttribute("data-area");
    expect("the town is the first of the list", list, facts.town.id);
    await page.reload();
    expect("still after a reload", await page.locator(".agenda li.mine").count() > 0, true);
    await page.goto(`${origin}/areas/${facts.town.id}/`);
    await button.click();
    await page.goto(`${origin}/calendar/`);
    expect("forgotten", await page.locator(".agenda li.mine").count(), 0);
});

await visit("the town of the filter is remembered", "/calendar/", async (page) => {
    await page.locator("select[name=areas]").selectOption(facts.town.id);
    await page.goto(`${origin}/calendar/`);
    const first = await page.locator(".agenda [data-group=coming] li").first().getAttribute("data-areas");
    expect("its occurrences come first", first.split("|").includes(facts.town.id), true);
});

await visit(
    "a browser that stores nothing",
    "/calendar/",
    async (page) => {
        await page.locator("select[name=areas]").selectOption(facts.town.id);
        expect("the filter works", await shown(page), facts.filters.find(({ values }) => values.areas === facts.town.id).count);
    },
    { init: () => Object.defineProperty(window, "localStorage", { get() { throw new Error("refused"); } }) },
);

// ---- Time goes on. The site's clock is pinned: scripts start there and run on.

const MINUTE = 60_000;

// The clock counts in 32 bits: not more than 24 days at once.
async function forward(page, minutes) {
    for (let left = minutes; left > 0; left -= 20_000) await page.clock.fastForward(Math.min(left, 20_000) * MINUTE);
}

await visit(
    "time goes on",
    facts.event.path,
    async (page) => {
        const { event } = facts;
        const group = () => page.$$eval(`[id="${event.anchor}"]`, ([item]) => item.closest("[data-group]").dataset.group);
        expect("before it begins", await group(), event.group);
        await page.clock.fastForward(event.begins_in * MINUTE + MINUTE);
        expect("after its begin", await group(), "now");
        await page.clock.fastForward((event.ends_in - event.begins_in) * MINUTE);
        expect("after its end", await group(), "past");
        const past = await page.locator("[data-group=past] li").count();
        expect("how many are past", past, event.past_after);
        const order = await page.$$eval("[data-group=past] li", (items) => items.map((item) => item.dataset.begins));
        expect("the latest is the first of the past", order, [...order].sort().reverse());
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "the next stop",
    facts.tour.path,
    async (page) => {
        const next = () =>
            page.$$eval(".next-stop", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.querySelector("a").hash));
        const marked = () =>
            page.$$eval(".agenda .stop-next", (all) => all.filter((one) => !one.hidden).map((one) => `#${one.closest("li").id}`));
        for (const { anchor, minutes } of facts.tour.turns) {
            await page.clock.fastForward(minutes * MINUTE);
            expect(`${minutes} minutes later the next stop is`, await next(), [`#${anchor}`]);
            expect(`${minutes} minutes later the list marks`, await marked(), [`#${anchor}`]);
        }
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "registration closes",
    facts.registration.path,
    async (page) => {
        const said = () => page.$$eval(".registration .state", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.className));
        expect("open at first", await said(), ["state state-open"]);
        await page.clock.fastForward((facts.registration.closes_in + 1) * MINUTE);
        expect("closed afterwards", await said(), ["state state-closed"]);
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "days of notice",
    facts.notice.path,
    async (page) => {
        const left = () => page.$$eval(".notice-left span[data-from]", (all) => all.filter((one) => !one.hidden).map((one) => one.textContent.match(/\d+/)?.[0] ?? ""));
        for (const { minutes, left: wanted } of facts.notice.days) {
            await page.clock.fastForward(minutes * MINUTE);
            expect(`working days left, ${minutes} minutes later`, await left(), [wanted]);
        }
        await page.clock.fastForward(20 * 24 * 60 * MINUTE);
        expect("nothing once it is over", await page.locator(".notice-left").isVisible(), false);
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "the track",
    facts.track.path,
    async (page) => {
        const steps = (badge) =>
            page.$$eval(`.step:has(${badge})`, (all, badge) => all.filter((one) => one.querySelector(badge).checkVisibility()).map((one) => one.id), badge);
        // The mark of what is on is square, that of all else is round.
        const square = () =>
            page.$$eval(".step", (all) => all.filter((one) => !getComputedStyle(one, "::before").borderRadius.includes("%")).map((one) => one.id));
        for (const { minutes, now, past } of facts.track.moments) {
            await forward(page, minutes);
            expect(`${minutes} minutes later these are on`, await steps("[aria-current=step]"), now);
            expect(`${minutes} minutes later the marks say so`, await square(), now);
            expect(`${minutes} minutes later these are over`, await steps(".badge-past"), past);
        }
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "the drawing of phases",
    facts.phases.path,
    async (page) => {
        await forward(page, facts.phases.minutes);
        const bars = await page.$$eval(".timeline .timeline-now", (all) => all.map((one, at) => (one.checkVisibility() ? at : -1)).filter((at) => at >= 0));
        expect("the last phase is on", bars, [facts.phases.phase]);
        const mark = Number(await page.locator(".timeline-today").getAttribute("x"));
        expect("the mark of today has moved", Math.abs(mark - facts.phases.at) < 0.3, true);
        expect("no other day is called today", (await page.locator(".timeline-word").innerText()).includes("今天"), false);
        const phases = await page.$$eval(".phase", (all) => all.map((one) => getComputedStyle(one).borderInlineStartColor));
        expect("the phases before it look alike", new Set(phases.slice(0, -1)).size === 1 && phases[0] !== phases.at(-1), true);
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "the next day in large print",
    "/elder/",
    async (page) => {
        await forward(page, facts.tomorrow.minutes);
        expect("its name", (await page.locator(".today-line").innerText()).includes(facts.tomorrow.weekday), true);
        expect("how many are on", await page.locator("[data-group=today] li:visible").count(), facts.tomorrow.count);
        expect("nothing says that there is nothing", await page.locator("section[aria-labelledby=today] .elder-none").isVisible(), false);
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

await visit(
    "the next day at home",
    "/",
    async (page) => {
        await forward(page, facts.tomorrow.minutes);
        expect("the leaf", await page.locator(".hero-leaf .leaf-day:visible").allInnerTexts(), [facts.tomorrow.day]);
        await forward(page, facts.phases.minutes - facts.tomorrow.minutes);
        const standing = await page.locator(".campaign-card").first().locator(".standing").first().innerText();
        expect("where the first campaign stands", standing.includes("正在进行") && standing.includes(facts.phases.name), true);
    },
    { clock: new Date("2024-01-01T00:00:00Z") },
);

// ---- Without scripts every fact is there.

for (const { path, dates } of facts.whole) {
    await visit(
        `${path} without scripts`,
        path,
        async (page) => {
            const text = await page.locator("main").textContent();
            for (const date of dates) expect(`${path} says ${date}`, text.includes(date), true);
            expect("nothing that needs a script is shown", await page.locator("form.filters:visible, button[data-copy]:visible, button[data-remember]:visible").count(), 0);
            // Nothing that is over or has its day is hidden from those without scripts.
            for (const summary of await page.locator(".agenda summary:visible").all()) await summary.click();
            const hidden = await page.$$eval(".agenda li", (items) => items.filter((item) => !item.checkVisibility()).length);
            expect("occurrences that stay hidden", hidden, 0);
        },
        { javaScriptEnabled: false },
    );
}

// ---- Subscribing.

for (const path of facts.subscribe) {
    await visit(`${path} in another browser`, path, async (page) => {
        const part = page.locator(".subscribe");
        expect("a link that subscribes", /^webcal:\/\/.*\.ics$/.test(await part.locator('a[href^="webcal:"]').getAttribute("href")), true);
        expect("a sentence that says how", (await part.locator("[data-browser=other] p").first().textContent()).length > 20, true);
        expect("what is for WeChat is hidden", await part.locator("[data-browser=wechat]").isVisible(), false);
    });
    await visit(
        `${path} in WeChat`,
        path,
        async (page, context) => {
            await context.grantPermissions(["clipboard-read", "clipboard-write"]);
            const part = page.locator(".subscribe");
            expect("no link that would do nothing", await part.locator('a[href^="webcal:"]').isVisible(), false);
            const button = part.locator("[data-browser=wechat] button");
            expect("the button speaks of the system's browser", (await button.textContent()).includes("系统浏览器"), true);
            const link = await part.locator("#subscribe-page").inputValue();
            expect("the link is this page's", new URL(link).pathname, path);
            await button.click();
            await page.waitForFunction(() => document.querySelector("[data-browser=wechat] output").textContent);
            expect("the link was copied", await page.evaluate(() => navigator.clipboard.readText()), link);
        },
        { userAgent: WECHAT },
    );
}

await end();
