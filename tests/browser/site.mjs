// A built site for the browser tests: its types of pages by name, the browser, and what a reader chose before.

import { access, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

export { serve } from "./server.mjs";

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

// A telephone that reads Chinese.
export const PHONE = { viewport: { width: 390, height: 844 }, locale: "zh-CN" };

// Sets what a reader chose with the switches on every page, before the page is opened.
export const prefer = (context, choices) =>
    context.addInitScript((choices) => {
        for (const [name, value] of Object.entries(choices)) localStorage.setItem(name, value);
    }, choices);
