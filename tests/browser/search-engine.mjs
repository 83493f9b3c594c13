// The search engine of the theme, over the files of a built site instead of a network.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";

const SCRIPT = new URL("../../themes/default/static/js/search-engine.js", import.meta.url);

export function script() {
    const self = {};
    runInNewContext(readFileSync(SCRIPT, "utf8"), { self });
    return self;
}

export function engineOf(folder) {
    const load = async (name) => JSON.parse(readFileSync(join(folder, "search", name), "utf8"));
    return script().searchEngine(load);
}
