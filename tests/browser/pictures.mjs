// Draws the pictures that stand for a page when its link is shared, from the marks on the pages of a built site.
//
//     node pictures.mjs FOLDER OUT        FOLDER: the built reference site; OUT: where the pictures go
//
// They are written as indexed PNG of sixteen colours, which is all that flat drawings with smooth edges need.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { launch } from "./site.mjs";

const [folder, out] = process.argv.slice(2);
const SIZE = 480;
const PAPER = "#faf4e6";

const browser = await launch();
const page = await browser.newPage({ colorScheme: "light" });

// The drawings of a page, each with the colours that its style gives it written into it.
async function drawings(file, selector) {
    const style = await readFile(join(folder, file), "utf8").then((html) => html.match(/href="([^"]*site\.[^"]*\.css)"/)[1]);
    const html = await readFile(join(folder, file), "utf8");
    await page.setContent(html.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<link[^>]*stylesheet[^>]*>/, ""));
    await page.addStyleTag({ content: await readFile(join(folder, file, "..", style), "utf8") });
    return page.$$eval(selector, (nodes) => nodes.map((node) => {
        for (const part of [node, ...node.querySelectorAll("*")]) {
            const style = getComputedStyle(part);
            for (const name of ["fill", "stroke", "stroke-width", "stroke-linecap"]) part.style.setProperty(name, style.getPropertyValue(name));
        }
        return node.innerHTML;
    }));
}

// The picture's pixels, as red, green, blue, alpha.
const pixels = (drawing, ground) => page.evaluate(async ([drawing, ground, size]) => {
    const canvas = new OffscreenCanvas(size, size);
    const brush = canvas.getContext("2d");
    brush.fillStyle = ground;
    brush.fillRect(0, 0, size, size);
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="${size}" height="${size}">${drawing}</svg>`)}`;
    await image.decode();
    brush.drawImage(image, 0, 0, size, size);
    return [...brush.getImageData(0, 0, size, size).data];
}, [drawing, ground, SIZE]);

function indexed(data) {
    const counts = new Map();
    const key = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    for (let at = 0; at < data.length; at += 4) counts.set(key(at), (counts.get(key(at)) ?? 0) + 1);
    const apart = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
    // The commonest colours that are not nearly alike.
    const palette = [];
    for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
        if (palette.length < 16 && palette.every((other) => apart(other, colour) > 900)) palette.push(colour);
    }
    const nearest = new Map();
    for (const colour of counts.keys()) {
        nearest.set(colour, palette.reduce((best, other, index) => (apart(other, colour) < apart(palette[best], colour) ? index : best), 0));
    }
    const rows = Buffer.alloc(SIZE * (SIZE / 2 + 1));
    for (let y = 0; y < SIZE; y += 1) {
        for (let x = 0; x < SIZE; x += 1) {
            rows[y * (SIZE / 2 + 1) + 1 + (x >> 1)] |= nearest.get(key((y * SIZE + x) * 4)) << (x % 2 ? 0 : 4);
        }
    }
    const chunk = (name, body) => {
        const whole = Buffer.concat([Buffer.alloc(4), Buffer.from(name), body, Buffer.alloc(4)]);
        whole.writeUInt32BE(body.length, 0);
        whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
        return whole;
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(SIZE, 0);
    head.writeUInt32BE(SIZE, 4);
    head.set([4, 3, 0, 0, 0], 8);
    const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
    return Buffer.concat([
        Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
        chunk("IHDR", head),
        chunk("PLTE", colours),
        chunk("IDAT", deflateSync(rows, { level: 9 })),
        chunk("IEND", Buffer.alloc(0)),
    ]);
}

const marks = await drawings("index.html", ".campaign-card .mark");
if (marks.length !== 7) throw new Error(`${marks.length} marks on the home page, not 7`);
for (const [index, mark] of marks.entries()) {
    await writeFile(join(out, `share-${index + 1}.png`), indexed(await pixels(mark.replace('rx="10"', ""), PAPER)));
}
const [own] = await drawings("xingfu-youyun/index.html", "svg.brand-mark");
await writeFile(join(out, "share.png"), indexed(await pixels(own, PAPER)));
await browser.close();
