// Walks from the home page to a town, to an event, to its calendar file with the keyboard alone, on a telephone, at 400 % zoom and
// without JavaScript; then changes type and contrast by the switches. Fails where a step cannot be made.
//
//     node walk.mjs FOLDER

import assert from "node:assert/strict";
import { launch, serve } from "./site.mjs";

const [folder] = process.argv.slice(2);
const site = await serve(folder);
const browser = await launch();

// What has the focus, and whether it can be seen to have it.
const focused = (page) => page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    return {
        href: node.getAttribute("href") ?? "",
        text: node.textContent.trim(),
        outlined: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 1,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
});

// Presses Tab until what has the focus is wanted.
async function tabTo(page, what, wanted) {
    for (let press = 0; press < 400; press += 1) {
        await page.keyboard.press("Tab");
        const now = await focused(page);
        assert(now.outlined, `${what}: the focus on “${now.text.slice(0, 30)}” cannot be seen`);
        assert(now.inside, `${what}: the focus on “${now.text.slice(0, 30)}” lies outside the screen`);
        if (wanted(now)) return now;
    }
    throw new Error(`${what}: not reached with the Tab key`);
}

async function walk(name, options) {
    const context = await browser.newContext({ locale: "zh-CN", acceptDownloads: true, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    const fits = async () => {
        if (options.javaScriptEnabled === false) return;
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert(wide <= 0, `${name}: ${page.url()} scrolls sideways by ${wide} px`);
    };
    await page.goto(`${site.origin}/`);
    await fits();
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).href, "#main", `${name}: the first stop is the way past the menu`);
    await tabTo(page, `${name}: a town`, ({ href }) => /(^|\/)areas\/shahe\/$/.test(href));
    await Promise.all([page.waitForURL("**/areas/shahe/"), page.keyboard.press("Enter")]);
    await fits();
    await tabTo(page, `${name}: an event`, ({ href }) => /\/[a-z-]+\/[a-z-]+\/(#.*)?$/.test(href) && !/areas|venues|people|calendar/.test(href));
    await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/areas/")), page.keyboard.press("Enter")]);
    await fits();
    await tabTo(page, `${name}: the calendar file`, ({ href }) => /^[^:]*event\.ics$/.test(href));
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.equal(download.suggestedFilename(), "event.ics", `${name}: the calendar file is saved`);
    await context.close();
}

await walk("telephone", { viewport: { width: 390, height: 844 } });
await walk("desktop", { viewport: { width: 1280, height: 900 } });
await walk("400 % zoom", { viewport: { width: 320, height: 256 } });

// The menu opens and closes by the keyboard on a telephone.
{
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${site.origin}/`);
    assert(!(await page.locator("#menu").isVisible()), "the menu is closed at first");
    await tabTo(page, "the way to the menu", ({ href }) => href === "#menu");
    await page.keyboard.press("Enter");
    await page.locator("#menu").waitFor({ state: "visible" });
    await tabTo(page, "the first item of the menu", ({ text }) => text === "首页");
    await page.goBack();
    await page.locator("#menu").waitFor({ state: "hidden" });
    await page.close();
}

// The switches: pressed with the keyboard, kept on the next page, undone again.
{
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${site.origin}/`);
    const size = () => page.evaluate(() => Number.parseFloat(getComputedStyle(document.querySelector("main p")).fontSize));
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [before, ground] = [await size(), await paper()];
    await tabTo(page, "the switch of the type", ({ text }) => text === "大字");
    await page.keyboard.press("Space");
    await tabTo(page, "the switch of the contrast", ({ text }) => text === "高对比");
    await page.keyboard.press("Space");
    const larger = await size();
    assert(larger >= before * 1.2, `larger type: ${larger} px after ${before} px`);
    assert.equal(await paper(), "rgb(255, 255, 255)", "high contrast is on white");
    await page.goto(`${site.origin}/wenming-xinfeng/nalian-wanhui/`);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.type), "large", "kept on the next page");
    assert.equal(await page.locator("button[data-prefer=type]").getAttribute("aria-pressed"), "true");
    await page.locator("button[data-prefer=type]").press("Enter");
    await page.locator("button[data-prefer=contrast]").press("Enter");
    await page.goto(`${site.origin}/`);
    assert.equal(await size(), before, "and undone");
    assert.equal(await paper(), ground, "and undone");
    await page.close();
}

// The town that a reader chose stands first on the home page; without a choice no town does.
{
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(`${site.origin}/`);
    assert.equal(await page.locator(".near:visible").count(), 0, "no town before one is chosen");
    await page.goto(`${site.origin}/areas/shahe/`);
    await page.locator("button[data-remember]").press("Enter");
    await page.goto(`${site.origin}/`);
    assert.equal(await page.locator(".near:visible").count(), 1, "one town after it was chosen");
    assert.match(await page.locator(".near:visible").innerText(), /沙河镇/);
    await context.close();
}

// Inside WeChat the page says what cannot work there, and the address can be copied.
{
    const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        userAgent: "Mozilla/5.0 (Linux; Android 10) Mobile MicroMessenger/8.0.40",
        permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    await page.goto(`${site.origin}/wenming-xinfeng/nalian-wanhui/`);
    const box = page.locator(".subscribe");
    assert.match(await box.innerText(), /微信里不能订阅日历/);
    assert.equal(await box.locator("a[href$='.ics']:visible").count(), 0, "no link that cannot work");
    await box.locator("button[data-copy]:visible").press("Enter");
    await box.locator("output", { hasText: "已复制" }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^https:.*nalian-wanhui/);
    // WeChat scales text through this property, which a page can forbid.
    const scaled = await page.evaluate(() => {
        document.body.style.webkitTextSizeAdjust = "160%";
        return getComputedStyle(document.querySelector("main p")).webkitTextSizeAdjust;
    });
    assert.equal(scaled, "160%", "the text is scaled as WeChat asks");
    await context.close();
}

// Without JavaScript every page of the walk says what it says, and no switch stands there that does nothing.
{
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    const page = await context.newPage();
    for (const path of ["", "areas/shahe/", "wenming-xinfeng/nalian-wanhui/", "calendar/", "elder/"]) {
        await page.goto(`${site.origin}/${path}`);
        assert.equal(await page.locator("button:not([type=submit]):visible").count(), 0, `${path}: no button without a script`);
        assert(await page.locator("a[href*='elder/']:visible, .elder h1").first().isVisible(), `${path}: the way to the large print`);
    }
    await page.goto(`${site.origin}/`);
    await page.locator("a.menu-open").click();
    assert(await page.locator("#menu").isVisible(), "the menu needs no script");
    await context.close();
}

await browser.close();
site.close();
