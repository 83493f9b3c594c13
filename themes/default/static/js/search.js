// The search page: what is typed becomes results, and the address carries it. js/search-engine.js finds.
(function () {
  "use strict";
  var form = document.querySelector("form.search-form"), box = form.elements.q;
  var output = document.getElementById("search-results"), said = document.getElementById("search-said");
  var otherwise = document.getElementById("search-otherwise"), words = output.dataset;
  var site = document.documentElement.dataset, shift = site.now ? Date.parse(site.now) - Date.now() : 0;
  // Where the index lies, and the site's home: the form knows, under whatever path the site stands.
  var here = new URL(form.getAttribute("action"), location.href), home = new URL("..", new URL(".", here));
  var FIRST = 8, MORE = 10, BEST = 5, kept = false, turn = 0;

  function load(name, version) {
    // The page asked for the head of the index before its scripts were there.
    var early = !version && self.searchIndex;
    self.searchIndex = null;
    if (early) return early.then(json);
    var address = new URL(name, here);
    if (version) address.search = "v=" + version;
    return fetch(address.href, version ? {} : { cache: "no-cache" }).then(json);
  }
  function json(answer) {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
  var engine = self.searchEngine(load), fold = self.searchTerms.fold;

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, key) { return key in values ? values[key] : whole; });
  }
  function addressOf(path) {
    var parts = path.split("#");
    return new URL(parts[0].slice(1).split("/").map(encodeURIComponent).join("/"), home).href +
      (parts[1] ? "#" + encodeURIComponent(parts[1]) : "");
  }

  // Where the query stands in a text: [from, to, worth], none within another.
  function places(text, concepts) {
    var folded = fold(text), found = [];
    function all(part, worth) {
      for (var at = folded.indexOf(part); part && at >= 0; at = folded.indexOf(part, at + part.length)) {
        found.push([at, at + part.length, worth, part]);
      }
    }
    concepts.forEach(function (ways) {
      var before = found.length;
      ways.forEach(function (way) { all(way.text, way.worth * way.weight + 0.01); });
      if (found.length > before) return;
      ways.forEach(function (way) {
        way.terms.forEach(function (term) { if (term.worth && (term.term.length > 1)) all(term.term, term.worth / 2); });
      });
    });
    found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    var merged = [];
    found.forEach(function (place) {
      var last = merged[merged.length - 1];
      if (last && place[0] < last[1]) {
        last[1] = Math.max(last[1], place[1]);
        last[2] = Math.max(last[2], place[2]);
      } else merged.push(place.slice());
    });
    return merged;
  }
  function marked(parent, text, concepts) {
    var at = 0;
    places(text, concepts).forEach(function (place) {
      parent.appendChild(document.createTextNode(text.slice(at, place[0])));
      parent.appendChild(element("mark", "", text.slice(place[0], place[1])));
      at = place[1];
    });
    parent.appendChild(document.createTextNode(text.slice(at)));
    return parent;
  }

  // The lines of an article that say most of the query, cut around it; and the heading above them.
  function passage(hit, concepts) {
    var best = { worth: 0 };
    hit.stretches.forEach(function (part) {
      var heading = worth(places(part[0], concepts)) * 0.6;
      part[2].split("\n").forEach(function (line) {
        var found = places(line, concepts), sum = worth(found);
        if (sum + (sum ? heading : heading / 2) > best.worth) {
          best = { worth: sum + (sum ? heading : heading / 2), heading: part[0], id: part[1], line: line, at: found.length ? found[0][0] : 0 };
        }
      });
    });
    if (!best.worth || worth(places(hit.description, concepts)) >= best.worth) return { line: hit.description, heading: "", id: "" };
    var from = whole(best.line, best.at > 40 ? best.at - 24 : 0), to = whole(best.line, from + 110);
    var line = (from ? "…" : "") + best.line.slice(from, to) + (best.line.length > to ? "…" : "");
    return { line: line, heading: best.heading, id: best.id };
  }
  // A place where no character is cut apart.
  function whole(text, at) {
    var code = text.charCodeAt(at);
    return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
  }
  function worth(found) {
    var seen = {};
    found.forEach(function (place) { seen[place[3]] = place[2]; });
    return Object.keys(seen).reduce(function (sum, part) { return sum + seen[part]; }, 0);
  }

  function kindName(kind) {
    var option = form.elements.kind.querySelector("option[value=" + kind + "]");
    return option ? option.textContent : kind;
  }

  function item(hit, concepts, level) {
    var made = element("li", "search-hit"), title = element("h" + level, "search-title"), link = element("a");
    link.href = addressOf(hit.path);
    title.appendChild(marked(link, hit.title, concepts));
    made.appendChild(title);
    var meta = [kindName(hit.kind), hit.campaign].filter(Boolean).join(words.dot);
    made.appendChild(element("p", "search-meta", meta));
    var said = passage(hit, concepts);
    if (said.line) {
      var line = element("p", "search-text");
      if (said.heading) {
        var heading = element(said.id ? "a" : "span", "search-heading");
        if (said.id) heading.href = addressOf(hit.path.split("#")[0] + "#" + said.id);
        line.appendChild(marked(heading, said.heading, concepts));
        line.appendChild(document.createTextNode(" "));
      }
      made.appendChild(marked(line, said.line, concepts));
    }
    if (hit.listed.length) made.appendChild(dates(hit, concepts));
    return made;
  }

  function dates(hit, concepts) {
    var list = element("ul", "search-dates"), most = hit.meant ? 3 : 2;
    hit.listed.slice(0, most).forEach(function (one, i) {
      var row = element("li", one.past ? "past" : ""), link = element("a");
      link.href = addressOf(hit.path.split("#")[0] + (one.anchor ? "#" + one.anchor : ""));
      if (!one.past && i === 0) row.appendChild(element("span", "search-next", words.next));
      marked(link, [one.when, one.place, one.part].filter(Boolean).join(" "), concepts);
      row.appendChild(link);
      if (one.status) row.appendChild(element("strong", "search-status", one.status));
      if (one.past) row.appendChild(element("span", "search-past", words.past));
      list.appendChild(row);
    });
    if (hit.listed.length > most) list.appendChild(element("li", "search-rest", filled(words.dates, { count: hit.listed.length })));
    return list;
  }

  // The best first whatever they are; then the others by kind, a kind where its best one would stand.
  function show(hits, concepts) {
    var shown = document.createDocumentFragment(), groups = [["", hits.slice(0, BEST)]], byKind = {};
    hits.slice(BEST).forEach(function (hit) {
      if (!byKind[hit.kind]) groups.push([hit.kind, byKind[hit.kind] = []]);
      byKind[hit.kind].push(hit);
    });
    groups.forEach(function (group) {
      if (!group[1].length) return;
      var section = element("section", "search-group"), list = element("ol", "search-list");
      section.appendChild(element("h2", "", group[0] ? kindName(group[0]) : words.best));
      group[1].forEach(function (hit) { list.appendChild(item(hit, concepts, 3)); });
      section.appendChild(list);
      shown.appendChild(section);
    });
    output.textContent = "";
    output.appendChild(shown);
  }

  function say(text) { said.textContent = text; }

  function wanted() {
    var filters = {};
    [].forEach.call(form.querySelectorAll("select"), function (select) { filters[select.name] = select.value; });
    return { query: box.value.trim(), filters: filters };
  }

  async function search() {
    var mine = ++turn, asked = wanted();
    if (!asked.query) {
      output.textContent = "";
      otherwise.hidden = false;
      return say("");
    }
    try {
      var found = await engine.find(asked.query, asked.filters);
      var hits = await engine.results(found, 0, FIRST, Date.now() + shift);
      if (mine !== turn) return;
      show(hits, found.concepts);
      otherwise.hidden = hits.length > 0;
      say(filled(hits.length ? words.found : words.none, { count: found.ranked.length, query: asked.query }));
      if (found.ranked.length > FIRST) more(found, hits);
      if (!hits.length || isDoubtful(found)) await offer(asked.query, mine);
      keep();
    } catch (error) {
      if (mine !== turn) return;
      otherwise.hidden = false;
      say(location.protocol === "file:" ? words.folder : words.failed);
    }
  }

  // A stretch of the query that stands nowhere may be a slip.
  function isDoubtful(found) {
    return found.concepts.some(function (ways) {
      return ways[0].text.length > 1 && ways.every(function (way) { return way.terms.every(function (term) { return !term.found || term.term.length < 2; }); });
    });
  }

  async function offer(query, mine) {
    var nearest = await engine.suggest(query);
    if (mine !== turn || !nearest) return;
    var line = element("p", "search-nearest", words.nearest), button = element("button", "", nearest);
    button.type = "button";
    button.addEventListener("click", function () {
      box.value = nearest;
      remember(true);
      search();
      box.focus();
    });
    line.appendChild(button);
    output.insertBefore(line, output.firstChild);
  }

  function more(found, hits) {
    var button = element("button", "button search-more", words.more);
    button.type = "button";
    button.addEventListener("click", async function () {
      button.disabled = true;
      var mine = turn, next = await engine.results(found, button.from, MORE, Date.now() + shift).catch(function () { return null; });
      button.disabled = false;
      if (mine !== turn) return;
      if (!next) return say(words.failed);
      button.from += MORE;
      var before = output.querySelectorAll(".search-title a").length;
      hits = hits.concat(next);
      show(hits, found.concepts);
      if (button.from < found.ranked.length) output.appendChild(button);
      var links = output.querySelectorAll(".search-title a");
      (links[before] || links[links.length - 1]).focus();
    });
    button.from = FIRST;
    output.appendChild(button);
  }

  // Once search is used, a small index is fetched whole, so that it goes on without a network.
  function keep() {
    var thrifty = navigator.connection && navigator.connection.saveData;
    if (kept || thrifty || !engine.isSmall()) return;
    kept = true;
    setTimeout(function () { engine.keep().catch(function () { kept = false; }); }, 1500);
  }

  function address() {
    var asked = wanted(), query = new URLSearchParams();
    if (asked.query) query.set("q", asked.query);
    Object.keys(asked.filters).forEach(function (name) { if (asked.filters[name]) query.set(name, asked.filters[name]); });
    return location.pathname + (String(query) && "?" + query);
  }
  // What was asked for by a key or a click is a step that one can go back; what is being typed is not.
  function remember(step) {
    if (address() === location.pathname + location.search) return;
    history[step ? "pushState" : "replaceState"](null, "", address());
  }
  function restore() {
    var query = new URLSearchParams(location.search);
    box.value = query.get("q") || "";
    [].forEach.call(form.querySelectorAll("select"), function (select) {
      select.value = query.get(select.name) || "";
      if (select.selectedIndex < 0) select.value = "";
    });
    search();
  }

  var typing = 0, composing = false;
  function typed() {
    clearTimeout(typing);
    if (!composing) typing = setTimeout(function () { remember(false); search(); }, 150);
  }
  box.addEventListener("compositionstart", function () { composing = true; });
  box.addEventListener("compositionend", function () { composing = false; typed(); });
  box.addEventListener("input", typed);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(typing);
    remember(true);
    search();
  });
  form.addEventListener("change", function (event) {
    if (event.target === box) return;
    remember(true);
    search();
  });
  addEventListener("popstate", restore);

  // Arrows go from the box to the results and among them, Escape goes back.
  document.addEventListener("keydown", function (event) {
    var links = [box].concat([].slice.call(output.querySelectorAll(".search-title a")));
    var at = links.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && at > 0) box.focus();
    else if (step && at >= 0 && links[at + step] && !composing) links[at + step].focus();
    else return;
    event.preventDefault();
  });

  restore();
  // Ready before the first letter.
  Promise.resolve(engine.start()).then(function (head) {
    [].forEach.call(form.elements.kind.options, function (option) {
      option.hidden = option.value !== "" && head.kindNames.indexOf(option.value) < 0;
    });
  }).catch(function () {
    if (location.protocol === "file:") say(words.folder);
  });
})();
