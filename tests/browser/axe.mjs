// What axe-core knows of accessibility, asked of pages.

import { createRequire } from "node:module";

const file = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

// Puts axe into every page that the context will open: once for all of them is much quicker than into each after it came.
export const arm = (context) => context.addInitScript({ path: file });

// The violations on a page as it is now, one for each element: rule, what it asks for, and the element. Style sheets are not
// fetched once more for axe: only a rule that is an experiment, and off, would read them.
export async function violations(page) {
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"], preload: { assets: ["media"] } }));
    return found.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`));
}
