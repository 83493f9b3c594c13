// A server of built files on a free port of this machine.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TEXT = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".ics": "text/calendar; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
};
const PICTURES = { ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif" };

// The type of a file, and whether it is worth packing.
export const type = (file) => TEXT[extname(file)] ?? PICTURES[extname(file)] ?? "application/octet-stream";
export const packs = (file) => extname(file) in TEXT;

// The file of the folder that a request asks for.
export function asked(folder, request) {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    return join(folder, path.endsWith("/") ? `${path}index.html` : path);
}

// Answers requests by a function on a free port: the origin, and a function that ends it.
export async function listen(answer) {
    const server = createServer(answer);
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// Serves the folder as it lies there.
export const serve = (folder) =>
    listen(async (request, response) => {
        const file = asked(folder, request);
        try {
            const bytes = await readFile(file);
            response.writeHead(200, { "content-type": type(file) }).end(bytes);
        } catch {
            response.writeHead(404).end();
        }
    });

// Serves the folder for measurements: compression, caching and the page for what is not there, as docs/hosting.md asks for them.
export const serveWell = (folder) =>
    listen(async (request, response) => {
        let file = asked(folder, request);
        let status = 200;
        let bytes = await readFile(file).catch(() => undefined);
        if (!bytes) {
            status = 404;
            file = join(folder, "404.html");
            bytes = await readFile(file).catch(() => Buffer.from(""));
        }
        const head = {
            "content-type": type(file),
            "cache-control": /\.[0-9a-f]{16}\.[a-z0-9]+$/.test(file) ? "public, max-age=31536000, immutable" : "no-cache",
        };
        if (packs(file) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
            head["content-encoding"] = "gzip";
            bytes = gzipSync(bytes);
        }
        response.writeHead(status, { ...head, "content-length": bytes.length }).end(bytes);
    });

// The address of a file of the output.
export function address(origin, file) {
    return `${origin}/${file.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/")}`;
}
