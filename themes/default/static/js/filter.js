// Combines filters of a schedule, and remembers the reader's town, whose occurrences and whose entry in lists come first.
(function () {
  "use strict";
  var form = document.querySelector("form.filters");
  var said = form && form.querySelector("output");

  function all(query) { return [].slice.call(document.querySelectorAll(query)); }
  function remembered() {
    try { return localStorage.getItem("town") || ""; } catch (refused) { return ""; }
  }
  function remember(town) {
    try { localStorage.setItem("town", town); } catch (refused) { /* the choice holds for this page */ }
    first(town);
  }
  // Marks what is in the town; schedule.js sorts by the mark. Lists of towns are sorted here.
  function first(town) {
    all("[data-near]").forEach(function (part) { part.hidden = part.dataset.near !== town; });
    all("[data-areas], [data-area]").forEach(function (item) {
      var mine = town && (item.dataset.areas || item.dataset.area || "").split("|").indexOf(town) >= 0;
      item.classList.toggle("mine", Boolean(mine));
      if (mine) item.dataset.mine = ""; else delete item.dataset.mine;
    });
    // What the fold of later dates holds of the town comes out of it.
    all(".later [data-mine]").forEach(function (item) {
      item.closest(".agenda").querySelector("[data-group=coming] ol").append(item);
    });
    all("[data-towns]").forEach(function (list) {
      var mine = list.querySelector("[data-mine]");
      if (mine) list.prepend(mine);
    });
    all("button[data-remember]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.remember === town));
    });
    all("select[name=areas]").forEach(function (select) {
      var option = town && select.querySelector("option[value='" + CSS.escape(town) + "']");
      if (option) select.insertBefore(option, select.options[1]);
    });
    changed();
  }
  // Tells schedule.js.
  function changed() { document.body.dispatchEvent(new Event("change", { bubbles: true })); }

  function chosen() {
    return [].filter.call(form.querySelectorAll("select"), function (select) { return select.value; });
  }
  function apply() {
    var wanted = chosen(), shown = 0, query = new URLSearchParams();
    all(".agenda li[data-areas]").forEach(function (item) {
      item.hidden = !wanted.every(function (select) {
        return (item.dataset[select.name] || "").split("|").indexOf(select.value) >= 0;
      });
      // What is cancelled is shown, and does not count.
      if (!item.hidden && !item.matches(".stop-cancelled, [data-group=past] *")) shown += 1;
    });
    if (wanted.length) document.querySelectorAll(".agenda .later").forEach(function (later) { later.open = true; });
    said.textContent = wanted.length ? said.dataset.text.replace("{count}", shown) : "";
    wanted.forEach(function (select) { query.set(select.name, select.value); });
    history.replaceState(null, "", location.pathname + (String(query) && "?" + query) + location.hash);
    changed();
  }

  all("button[data-remember]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      remember(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.remember);
    });
  });
  first(remembered());
  if (!form) return;
  form.querySelectorAll("select").forEach(function (select) {
    select.value = new URLSearchParams(location.search).get(select.name) || "";
    if (select.selectedIndex < 0) select.value = "";
    select.addEventListener("change", function () {
      if (select.name === "areas" && select.value) remember(select.value);
      apply();
    });
  });
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  // The fields are empty only after the event.
  form.addEventListener("reset", function () { setTimeout(apply); });
  apply();
})();
