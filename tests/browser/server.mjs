// A server of built files for measurements: types, compression and caching as docs/hosting.md asks for them.

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

// Serves the folder on a free port of this machine; the origin, and a function that ends it.
export async function serve(folder) {
    const server = createServer(async (request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
        const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
        const ending = extname(file);
        const head = {
            "content-type": TEXT[ending] ?? PICTURES[ending] ?? "application/octet-stream",
            "cache-control": /\.[0-9a-f]{16}\.[a-z0-9]+$/.test(path)
                ? "public, max-age=31536000, immutable"
                : "no-cache",
        };
        let bytes;
        let status = 200;
        try {
            bytes = await readFile(file);
        } catch {
            status = 404;
            head["content-type"] = TEXT[".html"];
            bytes = await readFile(join(folder, "404.html")).catch(() => Buffer.from(""));
        }
        if (TEXT[ending] && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
            head["content-encoding"] = "gzip";
            bytes = gzipSync(bytes);
        }
        response.writeHead(status, { ...head, "content-length": bytes.length }).end(bytes);
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// The address of a file of the output.
export function address(origin, file) {
    return `${origin}/${file.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/")}`;
}
