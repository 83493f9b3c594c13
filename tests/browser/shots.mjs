// Takes a picture of one page of each type, at each width and in each mode, and prints it.
//
//     node shots.mjs FOLDER OUT [TYPE…] [--modes light,dark,…] [--widths 390,…]
//
// OUT/<type>-<width>-<mode>.png; in the mode `print` the pages as they leave a printer, OUT/<type>-print.pdf.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, prefer, serve, types } from "./site.mjs";

const [folder, out, ...rest] = process.argv.slice(2);
const option = (name, silent) => {
    const at = rest.indexOf(name);
    return at < 0 ? silent : rest.splice(at, 2)[1].split(",");
};
const modes = option("--modes", ["light", "dark", "large", "contrast", "noscript", "print"]);
const widths = option("--widths", ["390", "768", "1280"]).map(Number);
const MODES = {
    light: {},
    dark: { context: { colorScheme: "dark" } },
    large: { choices: { type: "large" } },
    contrast: { choices: { contrast: "high" } },
    noscript: { context: { javaScriptEnabled: false } },
};

await mkdir(out, { recursive: true });
const site = await serve(folder);
const browser = await launch();
const pages = Object.entries(await types(folder)).filter(([name]) => rest.length === 0 || rest.includes(name));
let taken = 0;
for (const mode of modes.filter((mode) => mode !== "print")) {
    for (const width of widths) {
        const { context: options = {}, choices = {} } = MODES[mode];
        const context = await browser.newContext({
            viewport: { width, height: width < 600 ? 844 : 900 },
            locale: "zh-CN",
            ...options,
        });
        await prefer(context, choices);
        const page = await context.newPage();
        for (const [name, path] of pages) {
            await page.goto(`${site.origin}/${path}`, { waitUntil: "load" });
            await page.screenshot({ path: join(out, `${name}-${width}-${mode}.png`), fullPage: true });
            taken += 1;
        }
        await context.close();
    }
}
if (modes.includes("print")) {
    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    for (const [name, path] of pages) {
        await page.goto(`${site.origin}/${path}`, { waitUntil: "load" });
        await page.pdf({ path: join(out, `${name}-print.pdf`), preferCSSPageSize: true });
        taken += 1;
    }
}
await browser.close();
site.close();
console.log(`${taken} pictures in ${out}`);
