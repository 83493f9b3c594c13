// Visits pages of a built site in Chromium and reports what is wrong with them, as JSON on standard output.
//
//     node visit.mjs FOLDER LIST        LIST: a JSON file with the pages' paths inside the folder
//
// The folder is served on a free port of this machine; whatever a page asks of another host is stopped and reported.

import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { arm, violations } from "./axe.mjs";
import { address } from "./server.mjs";
import { PHONE, launch, serve } from "./site.mjs";

const [folder, list] = process.argv.slice(2);
const pages = JSON.parse(await readFile(list, "utf8"));

const { origin, close } = await serve(folder);
const browser = await launch();

const faults = [];
let visited = 0;

// Visits one page after the other until none is left.
async function visitor(queue) {
    const context = await browser.newContext(PHONE);
    // The bound on the whole run is the caller's; a page may be slow while other tests keep the machine busy.
    context.setDefaultTimeout(300_000);
    await arm(context);
    // One tab goes from page to page: a new one for each takes as long as the page.
    const page = await context.newPage();
    let path;
    const report = (fault) => faults.push(`${path}: ${fault}`);
    await context.route(
        (url) => url.origin !== origin,
        (route) => {
            report(`asks another host: ${route.request().url()}`);
            return route.abort();
        },
    );
    page.on("pageerror", (error) => report(`error in a script: ${error.message}`));
    page.on("response", (response) => {
        // Browsers ask for this by themselves.
        if (response.status() >= 400 && !response.url().endsWith("/favicon.ico")) {
            report(`${response.status()} for ${response.url().slice(origin.length)}`);
        }
    });
    for (path = queue.shift(); path !== undefined; path = queue.shift()) {
        try {
            await page.goto(address(origin, path), { waitUntil: "load" });
            // A page that only sends its readers on is judged where they arrive.
            await page.waitForFunction(() => !document.querySelector('meta[http-equiv="refresh" i]'));
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            if (width > 390) {
                report(`wider than the screen: ${width} px`);
            }
            // WeChat takes the first picture of a page that is large enough for the card of its link.
            const [first, wide, high] = await page.evaluate(() => {
                const { src, naturalWidth, naturalHeight } = document.images[0] ?? {};
                return [src, naturalWidth ?? 0, naturalHeight ?? 0];
            });
            if (wide < 300 || high < 300) {
                report(`first picture of ${wide} by ${high}: ${first}`);
            }
            for (const fault of await violations(page)) report(fault);
            visited += 1;
        } catch (error) {
            report(`could not be visited: ${error.message}`);
        }
    }
    await context.close();
}

const queue = [...pages];
await Promise.all(Array.from({ length: Math.min(4, Math.max(1, cpus().length)) }, () => visitor(queue)));
await browser.close();
close();
process.stdout.write(JSON.stringify({ visited, faults: faults.sort() }));
