// What tests of behaviour share: acts in pages of their own, what was expected of them, and the report of what is not so.

import { PHONE, launch, serve } from "./site.mjs";
import { arm } from "./axe.mjs";

// `expect` compares, `visit` runs an act in a page of its own, `faults` may be added to, and `end` reports as JSON. Options of
// a visit, besides those of a browser context: `clock`, an instant at which the page's clock starts; `init`, a script before the
// page's own; `route`, what answers in place of the server where the address fits `routed`; `axe`, whether axe will be asked.
// No wait within a visit is longer than `timeout`, in milliseconds.
export async function open(folder, { routed, timeout = 60_000 } = {}) {
    const { origin, close } = await serve(folder);
    const browser = await launch();
    const faults = [];
    let checks = 0;

    function expect(what, actual, wanted) {
        checks += 1;
        const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
        if (a !== b) faults.push(`${what}: ${a}, not ${b}`);
    }

    async function visit(name, path, act, { clock, init, route, axe, ...options } = {}) {
        const context = await browser.newContext({ ...PHONE, ...options });
        try {
            if (axe) await arm(context);
            const page = await context.newPage();
            page.setDefaultTimeout(timeout);
            page.on("pageerror", (error) => faults.push(`${name}: error in a script: ${error.message}`));
            if (init) await page.addInitScript(init);
            if (clock) await page.clock.install({ time: clock });
            if (route) await context.route(routed, route);
            await page.goto(`${origin}${path}`);
            await act(page, context);
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            expect(`${name}: as wide as the screen`, Math.max(width, 390), 390);
        } catch (error) {
            faults.push(`${name}: ${error.message.split("\n")[0]}`);
        } finally {
            await context.close();
        }
    }

    async function end(more = {}) {
        await browser.close();
        close();
        process.stdout.write(JSON.stringify({ visited: checks, ...more, faults }));
    }

    return { origin, faults, expect, visit, end };
}
