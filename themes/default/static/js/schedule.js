// Groups occurrences by the clock, as `query::group` does; data-now starts it.
{
  const site = document.documentElement.dataset, day = new Intl.DateTimeFormat("sv", { timeZone: site.zone }).format;
  const shift = site.now ? Date.parse(site.now) - Date.now() : 0;
  const each = (query, act, node = document) => node.querySelectorAll(query).forEach(act);
  const at = (it, edge) => Date.parse(it.dataset[edge]);

  function sort() {
    const now = Date.now() + shift, today = day(now), sunday = day(now + (7 - new Date(today).getUTCDay()) % 7 * 864e5);
    const group = (it, begins = at(it, "begins")) => now >= at(it, "ends") ? "past" :
      "loose" in it.dataset ? "unknown" : now >= begins ? "now" :
      day(begins) <= today ? "today" : day(begins) <= sunday ? "week" : "coming";
    each("[data-day]", it => it.classList.toggle("today", it.dataset.day == today));
    each("[data-from],[data-until]", it => it.classList.toggle("off", it.hidden = now < at(it, "from") || now >= at(it, "until")));
    each("[data-first]", it => it.setAttribute("x", (now - at(it, "first")) / (at(it, "last") - at(it, "first")) * 100));
    each(".agenda", agenda => {
      const find = query => agenda.querySelector(query);
      each("li[data-begins]", it => {
        const name = `[data-group=${group(it)}]`;
        it.closest(name) || find(name + " ol").append(it);
      }, agenda);
      each("[data-group] ol", list => {
        const part = list.parentNode, items = [...list.children], past = part.dataset.group == "past" ? -1 : 1;
        const key = it => ("mine" in it.dataset ? 0 : 1e16) + past * (at(it, "begins") || 9e15);
        items.sort((a, b) => key(a) - key(b));
        items.every((it, at) => it == list.children[at]) || list.append(...items);
        part.hidden = items.every(it => it.hidden);
      }, agenda);
      find(".agenda-none").hidden = find("[data-group]:not([hidden])");
    });
  }
  sort();
  setInterval(sort, 2e4);
  addEventListener("visibilitychange", sort);
  addEventListener("change", sort);
}
