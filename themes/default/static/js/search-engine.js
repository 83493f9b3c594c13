// Reads the index that src/outlet/search writes, and ranks. Knows no page: tests run it without one.
// Written for old WebViews too: nothing newer than async functions.
(function (scope) {
  "use strict";

  // The terms of a text, as src/text/terms.rs cuts them. Ranges are inclusive.
  var WORD = [[48, 57], [97, 122], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x24f], [0x370, 0x373], [0x376, 0x377],
    [0x37b, 0x37d], [0x386, 0x386], [0x388, 0x3ff], [0x400, 0x481], [0x48a, 0x52f], [0x620, 0x64a], [0x660, 0x669],
    [0x671, 0x6d3], [0xf20, 0xf33], [0xf40, 0xfbc], [0x1810, 0x1819], [0x1820, 0x18aa]];
  var RUN = [[0x3005, 0x3007], [0x3041, 0x3096], [0x30a1, 0x30fa], [0x30fc, 0x30fc], [0x3400, 0x4dbf],
    [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0x20000, 0x3ffff]];

  function within(ranges, code) {
    for (var i = 0; i < ranges.length; i++) {
      if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
    }
    return false;
  }
  function isWord(c) { return within(WORD, c.codePointAt(0)); }
  function isRun(c) { return within(RUN, c.codePointAt(0)); }

  function foldOne(c) {
    var code = c.charCodeAt(0);
    if (code === 0x3000) return " ";
    if (code >= 0xff01 && code <= 0xff5e) {
      code -= 0xfee0;
      c = String.fromCharCode(code);
    }
    if ((code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0x24f) || (code >= 0x370 && code <= 0x52f)) {
      var lower = c.toLowerCase();
      return lower.length === 1 ? lower : c;
    }
    return c;
  }
  // As long as the text itself, so that a place in one is a place in the other.
  function fold(text) { return Array.from(text, foldOne).join(""); }

  // The stretches of a folded text that are cut into terms: [text, whether it is a word].
  function stretches(folded) {
    var found = [], last = null;
    Array.from(folded).forEach(function (c) {
      var sort = isRun(c) ? 1 : isWord(c) ? 2 : 0;
      if (last && last.sort === sort) last.text += c;
      else {
        last = sort ? { sort: sort, text: c } : null;
        if (last) found.push(last);
      }
    });
    return found.map(function (stretch) { return [stretch.text, stretch.sort === 2]; });
  }

  function terms(folded, singles) {
    var found = [];
    stretches(folded).forEach(function (stretch) {
      if (stretch[1]) return found.push(stretch[0]);
      var characters = Array.from(stretch[0]);
      characters.forEach(function (c, i) {
        if (i) found.push(characters[i - 1] + c);
        if (singles || characters.length === 1) found.push(c);
      });
    });
    return found;
  }

  // Numbers and postings, as src/outlet/search/coding.rs writes them.
  var DIGITS = 40, LEVELS = 12;
  function valueOf(code) { return code - 32 - (code > 0x5c ? 1 : 0) - (code > 0x22 ? 1 : 0); }
  function readNumbers(text) {
    var found = [], value = 0;
    for (var i = 0; i < text.length; i++) {
      var digit = valueOf(text.charCodeAt(i));
      if (digit >= DIGITS) value = (value + digit - DIGITS) * DIGITS;
      else {
        found.push(value + digit);
        value = 0;
      }
    }
    return found;
  }
  function readPostings(text, each) {
    var level = 0, next = 0, value = 0;
    for (var i = 0; i < text.length; i++) {
      var digit = valueOf(text.charCodeAt(i));
      if (digit >= 2 * DIGITS) {
        level = digit - 2 * DIGITS + 1;
        next = 0;
      } else if (digit >= DIGITS) value = (value + digit - DIGITS) * DIGITS;
      else {
        next += value + digit;
        each(next, level);
        next += 1;
        value = 0;
      }
    }
  }
  function fileOf(key, files) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    return (hash >>> 0) % files;
  }

  // What a query asks for: concepts, of which each is said in one way or several; each way has a text and terms.
  function parse(query, head) {
    var folded = fold(query).trim(), parts = [], plain = "";
    function close() {
      stretches(plain).forEach(function (stretch) { parts.push([stretch[0]]); });
      plain = "";
    }
    function starts(words, at) {
      var best = null;
      words.forEach(function (word) {
        if (folded.startsWith(word, at) && (!best || word.length > best.length) &&
          !(isWord(word[0]) && at && isWord(folded[at - 1]))) best = word;
      });
      return best;
    }
    for (var at = 0; at < folded.length;) {
      var word = starts(head.synonymWords, at);
      if (word) {
        close();
        parts.push([word].concat(head.synonyms[word].filter(function (other) { return other !== word; })));
        at += word.length;
      } else if ((word = starts(head.questions, at))) {
        close();
        at += word.length;
      } else plain += folded[at++];
    }
    close();
    if (!parts.length) parts = stretches(folded).map(function (stretch) { return [stretch[0]]; });
    return parts.map(function (ways) {
      return ways.map(function (text, i) {
        return { text: text, weight: i ? 0.85 : 1, terms: weigh(text, head.light) };
      });
    });
  }

  // The terms of a text of the query, and how much each can say.
  function weigh(text, light) {
    var found = [];
    function isLight(c) { return light.indexOf(c) >= 0; }
    stretches(text).forEach(function (stretch) {
      if (stretch[1]) return found.push({ term: stretch[0], word: true, weight: 1 });
      var characters = Array.from(stretch[0]);
      if (characters.length === 1) return found.push({ term: stretch[0], weight: isLight(stretch[0]) ? 0.1 : 0.6 });
      characters.slice(1).forEach(function (c, i) {
        var pair = [characters[i], c], heavy = pair.filter(function (one) { return !isLight(one); });
        found.push({ term: pair.join(""), weight: [0.1, 0.35, 1][heavy.length] });
        if (heavy.length === 1) found.push({ term: heavy[0], weight: 0.3 });
      });
    });
    return found;
  }

  // `load(name, version)` promises the JSON of a file of the index; without a version, a fresh one.
  function Engine(load) {
    var head = null, files = {}, small = false;

    function start(again) {
      if (head && !again) return head;
      files = {};
      head = load("index.json").then(function (json) {
        var occurrences = readNumbers(json.o), counted = 0, fileAt = [], number = 0, entry = 0;
        var entries = json.k.reduce(function (sum, kind) { return sum + kind[1]; }, 0);
        // The number of each entry, and the entry of each number.
        var numbers = new Uint32Array(entries + 1), kinds = [];
        var owners = new Uint32Array(entries + occurrences.reduce(function (sum, count) { return sum + count; }, 0));
        json.k.forEach(function (kind) {
          var dated = kind[0] === "event" || kind[0] === "observance";
          for (var i = 0; i < kind[1]; i++, entry++) {
            numbers[entry] = number;
            kinds.push(kind[0]);
            for (var inside = dated ? occurrences[counted++] : 0; inside >= 0; inside--) owners[number++] = entry;
          }
        });
        numbers[entry] = number;
        readNumbers(json.f).forEach(function (count, file) {
          for (var i = 0; i < count; i++) fileAt.push([file, i]);
        });
        var synonyms = {};
        small = json.n + fileAt.length <= 600;
        json.s.forEach(function (words) { words.forEach(function (word) { synonyms[word] = words; }); });
        return {
          version: json.v, mark: json.g, files: json.n, entries: entries, numbers: numbers, owners: owners,
          kinds: kinds, kindNames: json.k.map(function (kind) { return kind[0]; }), fileAt: fileAt, synonyms: synonyms,
          synonymWords: Object.keys(synonyms), questions: json.q.split(" "), light: json.l,
        };
      });
      head.catch(function () { head = null; });
      return head;
    }

    // A file of the index. One of another build would number entries differently.
    function file(name, head) {
      if (!files[name]) {
        files[name] = load(name, head.version).then(function (json) {
          if (json.g !== head.mark) throw new Error("stale");
          return json;
        });
        files[name].catch(function () { delete files[name]; });
      }
      return files[name];
    }

    function key(term) { return term.word ? Array.from(term.term).slice(0, 2).join("") : term.term; }

    // The level of a term in every number, and how many entries have it. `touched` takes down the numbers that any term has.
    async function levels(term, head, touched) {
      var levels = new Float32Array(head.numbers[head.entries]), seen = new Uint8Array(head.entries), found = 0;
      function add(postings, factor) {
        readPostings(postings, function (number, level) {
          var entry = head.owners[number], height = level * factor;
          if (levels[number] < height) levels[number] = height;
          touched[number] = 1;
          if (!seen[entry]) {
            seen[entry] = touched[head.numbers[entry]] = 1;
            found += 1;
          }
        });
      }
      if (term.word && term.term.length === 1) {
        var begins = (await file("terms/" + fileOf(term.term + "*", head.files) + ".json", head)).t[term.term + "*"];
        if (begins) add(begins, 0.7);
      }
      var held = (await file("terms/" + fileOf(key(term), head.files) + ".json", head)).t;
      if (term.word) {
        Object.keys(held).forEach(function (word) {
          if (word.startsWith(term.term) && word.slice(-1) !== "*") add(held[word], word === term.term ? 1 : 0.7);
        });
      } else if (held[term.term]) add(held[term.term], 1);
      term.levels = levels;
      term.found = found;
      term.worth = found ? term.weight * Math.log(1 + (head.entries - found + 0.5) / (found + 0.5)) : 0;
    }

    // Which numbers each filter lets through.
    async function allowed(filters, head) {
      var masks = [];
      for (var name in filters) {
        if (!filters[name] || name === "kind") continue;
        var term = "@" + name + ":" + filters[name], mask = new Uint8Array(head.numbers[head.entries]);
        var held = (await file("terms/" + fileOf(term, head.files) + ".json", head)).t[term] || "";
        readPostings(held, function (number) { mask[number] = 1; });
        masks.push(mask);
      }
      return masks;
    }

    function passes(masks, number) {
      for (var i = 0; i < masks.length; i++) if (!masks[i][number]) return false;
      return true;
    }
    // What most entries have of occurrences that the query means; nobody writes into it.
    var NONE = [];

    // How well a number, within its entry, says the concepts: the sum, lessened by what of the query it leaves unsaid.
    function judge(concepts, whole, entry, number) {
      var score = 0, said = 0;
      for (var c = 0; c < concepts.length; c++) {
        var ways = concepts[c], best = 0, bestSaid = 0;
        for (var w = 0; w < ways.length; w++) {
          var way = ways[w], sum = 0, there = 0;
          for (var t = 0; t < way.terms.length; t++) {
            var term = way.terms[t], level = term.levels[entry];
            if (term.levels[number] > level) level = term.levels[number];
            if (level) {
              sum += term.worth * level;
              there += term.worth;
            }
          }
          // A synonym of which only a part stands there is another word.
          if (!there || way.weight < 1 && (way.broken || there < way.worth)) continue;
          sum *= way.weight / LEVELS;
          if (sum > best) best = sum;
          if (there / way.worth > bestSaid) bestSaid = there / way.worth;
        }
        score += best;
        said += ways.worth * bestSaid;
      }
      return score * (0.25 + 0.75 * (whole ? said / whole : 0));
    }

    // Entries in the order of their worth for a query: [{entry, score, own: [[number, score]]}].
    async function rank(query, filters) {
      var head = await start(), concepts = parse(query, head), all = [];
      concepts.forEach(function (ways) { ways.forEach(function (way) { all = all.concat(way.terms); }); });
      var touched = new Uint8Array(head.numbers[head.entries]), whole = 0;
      var masks = (await Promise.all([allowed(filters, head)].concat(all.map(function (term) {
        return levels(term, head, touched);
      }))))[0];
      concepts.forEach(function (ways) {
        ways.forEach(function (way) {
          way.worth = way.terms.reduce(function (sum, term) { return sum + term.worth; }, 0);
          way.broken = way.terms.some(function (term) { return !term.found; });
        });
        ways.worth = Math.max.apply(null, ways.map(function (way) { return way.worth; }));
        whole += ways.worth;
      });
      var ranked = [];
      for (var entry = 0; entry < head.entries; entry++) {
        var first = head.numbers[entry], after = head.numbers[entry + 1];
        if (!touched[first] || filters.kind && head.kinds[entry] !== filters.kind || !passes(masks, first)) continue;
        var score = judge(concepts, whole, first, first), own = NONE;
        for (var number = first + 1; number < after; number++) {
          if (!touched[number] || !passes(masks, number)) continue;
          // What it says beyond its page.
          var more = 0;
          for (var t = 0; t < all.length; t++) {
            more += all[t].worth * Math.max(0, all[t].levels[number] - all[t].levels[first]);
          }
          if (more) {
            if (own === NONE) own = [];
            own.push([number - first - 1, more]);
            score = Math.max(score, judge(concepts, whole, first, number));
          }
        }
        if (score) ranked.push({ entry: entry, score: score, own: own, shown: masks.length ? shown(masks, first, after) : null });
      }
      ranked.sort(function (a, b) { return b.score - a.score || a.entry - b.entry; });
      return { concepts: concepts, ranked: ranked, head: head, asked: fold(query) };
    }

    function shown(masks, first, after) {
      var list = [];
      for (var number = first + 1; number < after; number++) if (passes(masks, number)) list.push(number - first - 1);
      return list;
    }

    async function record(entry, head) {
      var at = head.fileAt[entry], held = await file("records/" + at[0] + ".json", head), r = held.r[at[1]];
      return {
        kind: head.kinds[entry], path: r[0], title: r[1], description: r[2], campaign: r[3], date: r[4], about: r[5],
        stretches: r[6],
        occurrences: r[7].map(function (o) {
          return { begins: o[0], ends: o[1], precise: o[2], when: o[3], place: o[4], anchor: o[5], status: o[6],
            part: o[7], more: o[8] };
        }),
      };
    }

    // How much of the query stands in the text as it was typed, weighed by what it is worth.
    function verify(concepts, text) {
      var said = 0, whole = 0, any = false;
      concepts.forEach(function (ways) {
        var best = 0;
        ways.forEach(function (way) {
          if (text.indexOf(way.text) >= 0) best = 1;
          var there = way.terms.filter(function (term) { return text.indexOf(term.term) >= 0; });
          any = any || there.length > 0;
          if (way.weight === 1 && there.length) best = Math.max(best, 0.5 * there.length / way.terms.length);
        });
        said += ways.worth * best;
        whole += ways.worth;
      });
      return any ? 0.5 + 0.5 * (whole ? said / whole : 0) : 0;
    }

    // Those occurrences that the query is about, the next first and past ones last.
    function occurrencesOf(hit, record, now) {
      var most = Math.max.apply(null, [0].concat(hit.own.map(function (one) { return one[1]; })));
      var meant = hit.own.filter(function (one) { return one[1] > 0.8 * most; }).map(function (one) { return one[0]; });
      var list = (meant.length ? meant : hit.shown || record.occurrences.map(function (_, i) { return i; }))
        .map(function (i) { return record.occurrences[i]; });
      list.forEach(function (one) { one.past = one.ends !== null && one.ends * 6e4 <= now; });
      function begins(one) { return one.begins === null ? Infinity : one.begins; }
      return list.sort(function (a, b) {
        return a.past - b.past || (a.past ? begins(b) - begins(a) : begins(a) - begins(b)) || 0;
      });
    }

    // Results from one place in the ranking on, verified against their texts.
    async function results(found, from, count, now) {
      var hits = await Promise.all(found.ranked.slice(from, from + count).map(async function (hit) {
        var held = Object.assign({}, await record(hit.entry, found.head));
        held.listed = occurrencesOf(hit, held, now);
        held.meant = hit.own.length > 0;
        var text = fold([held.title, held.description, held.campaign, held.about].concat(
          held.stretches.map(function (part) { return part[0] + "\n" + part[2]; }),
          held.occurrences.map(function (o) { return [o.when, o.place, o.part, o.status, o.more].join("\n"); })).join("\n"));
        held.score = hit.score * verify(found.concepts, text);
        // Who names a thing wants the thing.
        if (found.asked.indexOf(fold(held.title)) >= 0) held.score *= 1.6;
        held.entry = hit.entry;
        return held;
      }));
      return hits.filter(function (hit) { return hit.score > 0; })
        .sort(function (a, b) { return b.score - a.score || a.entry - b.entry; });
    }

    async function retry(work) {
      try {
        return await work();
      } catch (error) {
        if (error.message !== "stale") throw error;
        await start(true);
        return work();
      }
    }

    // The query with what nobody wrote replaced by the nearest word of the site; nothing if there is none.
    async function suggest(query) {
      var head = await start(), held = await file("words.json", head), sound = {};
      Object.keys(held.p).forEach(function (syllable) {
        Array.from(held.p[syllable]).forEach(function (c) { if (!sound[c]) sound[c] = syllable; });
      });
      function spoken(word) { return Array.from(word, function (c) { return sound[c] || c; }).join(""); }
      function cost(a, b) { return a === b ? 0 : sound[a] && sound[a] === sound[b] ? 0.2 : 1; }
      var best = null;
      parse(query, head).forEach(function (ways) {
        var text = ways[0].text, characters = Array.from(text);
        if (characters.length < 2) return;
        held.w.forEach(function (word) {
          var folded = fold(word), share;
          if (folded === text) return;
          if (/^[a-z]{3,}$/.test(text)) {
            share = spoken(folded) === text ? 0 : /^[a-z]/.test(folded) ? distance(characters, Array.from(folded), cost) / characters.length : 1;
          } else {
            share = distance(characters, Array.from(folded), cost) / Math.max(characters.length, folded.length);
          }
          if (share <= 0.34 && (!best || share < best.share)) best = { share: share, from: text, to: word };
        });
      });
      return best && fold(query).replace(best.from, best.to);
    }

    return {
      start: start,
      find: function (query, filters) { return retry(function () { return rank(query, filters || {}); }); },
      results: results,
      suggest: suggest,
      // Whether the whole index is little to fetch: some hundred thousand characters of text.
      isSmall: function () { return small; },
      // Everything, so that search goes on without a network.
      keep: async function () {
        var head = await start();
        for (var i = 0; i < head.files; i++) await file("terms/" + i + ".json", head);
        var last = head.fileAt.length ? head.fileAt[head.fileAt.length - 1][0] : -1;
        for (var j = 0; j <= last; j++) await file("records/" + j + ".json", head);
        await file("words.json", head);
      },
    };
  }

  function distance(a, b, cost) {
    var row = b.map(function (_, j) { return j + 1; });
    row.unshift(0);
    a.forEach(function (c, i) {
      var diagonal = row[0];
      row[0] = i + 1;
      for (var j = 0; j < b.length; j++) {
        var next = Math.min(row[j] + 1, row[j + 1] + 1, diagonal + cost(c, b[j]));
        diagonal = row[j + 1];
        row[j + 1] = next;
      }
    });
    return row[b.length];
  }

  scope.searchEngine = Engine;
  scope.searchTerms = { fold: fold, terms: terms };
})(self);
