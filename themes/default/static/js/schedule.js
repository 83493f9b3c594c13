// Sorts occurrences by the clock, as `query::group` does. With data-now, time starts there.
(function () {
  var site = document.documentElement.dataset;
  var shift = site.now ? Date.parse(site.now) - Date.now() : 0;
  function all(node, query) { return [].slice.call(node.querySelectorAll(query)); }
  function at(item, edge) { return Date.parse(item.dataset[edge]); }
  var day = new Intl.DateTimeFormat("sv", { timeZone: site.zone }).format;

  function sort() {
    var now = Date.now() + shift, today = day(now);
    var sunday = day(now + (7 - new Date(today).getUTCDay()) % 7 * 864e5);
    function group(item) {
      var begins = at(item, "begins");
      return now >= at(item, "ends") ? "past" : "loose" in item.dataset ? "unknown" : now >= begins ? "now" :
        day(begins) <= today ? "today" : day(begins) <= sunday ? "week" : "coming";
    }
    all(document, "[data-day]").forEach(function (cell) { cell.classList.toggle("today", cell.dataset.day == today); });
    all(document, ".agenda").forEach(function (agenda) {
      var none = true;
      all(agenda, "li[data-begins]").forEach(function (item) {
        var name = group(item), begins = at(item, "begins");
        if (item.closest("[data-group]").dataset.group == name) return;
        var list = agenda.querySelector("[data-group=" + name + "] ol");
        list.insertBefore(item, all(list, "li").find(function (other) {
          return (at(other, "begins") > begins) == (name != "past");
        }) || null);
      });
      all(agenda, "[data-group]").forEach(function (group) {
        var number = all(group, "ol > li:not([hidden])").length, summary = group.querySelector("summary");
        if (summary) summary.textContent = summary.textContent.replace(/\d+/, number);
        none = none && !number;
        group.hidden = !number;
      });
      agenda.querySelector(".agenda-none").hidden = !none;
    });
  }
  sort();
  setInterval(sort, 2e4);
  addEventListener("visibilitychange", sort);
  addEventListener("change", sort);
})();
