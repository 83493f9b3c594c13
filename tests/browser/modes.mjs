// One page of each type in every mode: what axe-core knows of accessibility, nothing wider than the screen, and the sizes that
// older readers need. Reports what is wrong as JSON on standard output.
//
//     node modes.mjs FOLDER        with MODES=light,dark in the environment, these alone

import { arm, violations } from "./axe.mjs";
import { launch, prefer, serve, types } from "./site.mjs";

const [folder] = process.argv.slice(2);

const NARROW = { width: 390, height: 844 };
// A screen of 1280 px at 400 %, as the browser's zoom shows it.
const ZOOMED = { width: 320, height: 256 };
// The light page at 390 px has axe run over it on every page of the site, by visit.mjs.
const only = process.env.MODES?.split(",");
const MODES = {
    light: { viewport: NARROW, sizes: true, axe: false },
    dark: { viewport: NARROW, colorScheme: "dark" },
    large: { viewport: NARROW, choices: { type: "large" }, sizes: true },
    "high contrast": { viewport: NARROW, choices: { contrast: "high" } },
    "high contrast, dark": { viewport: NARROW, colorScheme: "dark", choices: { contrast: "high" } },
    wide: { viewport: { width: 1280, height: 900 } },
    "text at 200 %": { viewport: { width: 640, height: 900 }, text: "225%", axe: false },
    "zoom at 400 %": { viewport: ZOOMED },
    paper: { viewport: { width: 794, height: 1123 }, media: "print" },
};

// Everything that can be pressed and is lower than a finger, and running text that is smaller than it may be. A link within a
// sentence is as high as its line (WCAG 2.2, 2.5.8).
function sizes(least) {
    const faults = [];
    const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
    const within = (node) =>
        getComputedStyle(node).display === "inline" &&
        [...node.parentElement.childNodes].some((other) => other !== node && other.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(other.data));
    for (const node of document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden], :disabled)")) {
        if (!shown(node) || node.matches(".skip, .anchor, .footnote-ref a, .footnote-back, .prose :is(p, li, td, th, dd) a") || within(node)) continue;
        // A card is pressed anywhere.
        const card = node.closest(".card") && getComputedStyle(node, "::after").position === "absolute" ? node.closest(".card") : node;
        const height = card.getBoundingClientRect().height;
        if (height < least.target - 0.5) faults.push(`${Math.round(height)} px high: ${node.outerHTML.slice(0, 160)}`);
    }
    for (const node of document.querySelectorAll("main :is(p, li, dd)")) {
        const style = getComputedStyle(node);
        const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim().length > 20);
        if (!own || !shown(node)) continue;
        const size = Number.parseFloat(style.fontSize);
        if (size < least.text && !node.closest(".meta, .byline, .soft, .footnotes, .standing, .card-facts")) faults.push(`text of ${size} px: ${node.textContent.slice(0, 40)}`);
        if (Number.parseFloat(style.lineHeight) / size < 1.599) faults.push(`lines of ${style.lineHeight} at ${size} px: ${node.textContent.slice(0, 40)}`);
    }
    return faults;
}

const site = await serve(folder);
const browser = await launch();
const faults = [];
let visited = 0;

async function look([mode, { choices = {}, sizes: measured, text, media, axe: judged = true, ...options }], pages) {
    const context = await browser.newContext({ locale: "zh-CN", reducedMotion: "reduce", ...options });
    // The bound on the whole run is the caller's; a page may be slow while other tests keep the machine busy.
    context.setDefaultTimeout(300_000);
    await prefer(context, choices);
    if (judged) await arm(context);
    // One tab goes from page to page: a new one for each takes as long as the page.
    const page = await context.newPage();
    let name;
    let path;
    const report = (fault) => faults.push(`${mode}: ${name}: ${fault}`);
    page.on("pageerror", (error) => report(`error in a script: ${error.message}`));
    if (media) await page.emulateMedia({ media });
    for ([name, path] of pages) {
        await page.goto(`${site.origin}/${path}`, { waitUntil: "load" });
        if (text) await page.addStyleTag({ content: `:root { font-size: ${text} !important }` });
        const { width } = options.viewport;
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        if (needed > width) report(`wider than the screen: ${needed} px, not ${width}`);
        if (measured) {
            const least = name === "elder" ? { target: 60, text: 24 } : { target: 44, text: 18 };
            for (const fault of await page.evaluate(sizes, least)) report(fault);
        }
        if (judged) {
            for (const fault of await violations(page)) report(fault);
        }
        visited += 1;
    }
    await context.close();
}

const pages = Object.entries(await types(folder));
const queue = Object.entries(MODES).filter(([mode]) => !only || only.includes(mode));
await Promise.all([1, 2].map(async () => {
    for (let mode = queue.shift(); mode; mode = queue.shift()) await look(mode, pages);
}));
await browser.close();
site.close();
process.stdout.write(JSON.stringify({ visited, modes: Object.keys(MODES).length, pages: pages.length, faults: [...new Set(faults)].sort() }));
