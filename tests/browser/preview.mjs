// Edits a page of a site and looks at what the preview makes of it in Chromium; fails where that is not as it should be.
//
//     node preview.mjs ADDRESS FILE        ADDRESS: of the page in the preview; FILE: its Markdown

import { writeFile } from "node:fs/promises";
import { launch } from "./site.mjs";

const [address, file] = process.argv.slice(2);

// Writes the page: a long one, so that there is something to scroll.
const write = (text, keys = "") =>
    writeFile(file, `+++\ntitle = "甲"\n${keys}+++\n\n${text}\n\n${"一段话。\n\n".repeat(300)}`);

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
page.setDefaultTimeout(60_000);
const shows = (text) => page.waitForFunction((text) => document.body?.textContent.includes(text), text);
const stands = (place) => page.waitForFunction((place) => Math.abs(scrollY - place) < 2, place);

await write("第一版");
await page.goto(address);
await shows("第一版");
// Until it stands: a page that was reloaded just now may not be long enough yet, and a reader would scroll again.
await page.waitForFunction((place) => {
    scrollTo(0, place);
    return Math.abs(scrollY - place) < 2;
}, 1500);

await write("第二版");
await shows("第二版");
await stands(1500);

// Saved again and again, as an editor may: the last one is shown.
for (let number = 0; number < 20; number += 1) {
    await write(`快存${number}。`, number % 2 ? "weigth = 3\n" : "");
}
await write("第三版");
await shows("第三版");
await stands(1500);

await write("第四版", "weigth = 3\n");
await shows("是不是想写 weight");
await shows("content/a.md:3:1");

await write("第五版");
await shows("第五版");
await stands(1500);

// The reader's own reload is the browser's to remember.
await page.reload();
await stands(1500);

// An editor that has only begun to write leaves a page that is too short for the place.
await writeFile(file, '+++\ntitle = "甲"\n+++\n\n半截\n');
await shows("半截");
await stands(0);
await write("第六版");
await shows("第六版");
await stands(1500);

await browser.close();
