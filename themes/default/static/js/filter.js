// Combines filters of a schedule, and remembers the reader's town, whose occurrences and whose entry in lists come first.
(function () {
  "use strict";
  var form = document.querySelector("form.filters");
  var items = document.querySelectorAll(".agenda li[data-areas]");
  var said = form && form.querySelector("output");

  function remembered() {
    try { return localStorage.getItem("town") || ""; } catch (refused) { return ""; }
  }
  function remember(town) {
    try { localStorage.setItem("town", town); } catch (refused) { /* the choice holds for this page */ }
  }
  function chosen() {
    return [].filter.call(form.querySelectorAll("select"), function (select) { return select.value; });
  }
  function apply() {
    var wanted = chosen(), shown = 0;
    items.forEach(function (item) {
      item.hidden = !wanted.every(function (select) {
        return (item.dataset[select.name] || "").split("|").indexOf(select.value) >= 0;
      });
      if (!item.hidden && !item.closest("[data-group=past]")) shown += 1;
    });
    said.textContent = wanted.length ? said.dataset.text.replace("{count}", shown) : "";
  }
  function first(town) {
    document.querySelectorAll("[data-near]").forEach(function (part) { part.hidden = part.dataset.near !== town; });
    if (!town) return;
    document.querySelectorAll(".agenda ol, [data-towns]").forEach(function (list) {
      var mine = [].filter.call(list.children, function (item) {
        return (item.dataset.areas || item.dataset.area || "").split("|").indexOf(town) >= 0;
      });
      mine.reverse().forEach(function (item) { list.prepend(item); });
    });
    document.querySelectorAll("[data-area='" + CSS.escape(town) + "']").forEach(function (item) {
      item.classList.add("mine");
    });
  }
  function address() {
    var query = new URLSearchParams();
    chosen().forEach(function (select) { query.set(select.name, select.value); });
    history.replaceState(null, "", location.pathname + (String(query) && "?" + query) + location.hash);
  }

  first(remembered());
  document.querySelectorAll("button[data-remember]").forEach(function (button) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(button.dataset.remember === remembered()));
    button.addEventListener("click", function () {
      var on = button.getAttribute("aria-pressed") !== "true";
      remember(on ? button.dataset.remember : "");
      button.setAttribute("aria-pressed", String(on));
    });
  });
  if (!form) return;
  var query = new URLSearchParams(location.search);
  form.querySelectorAll("select").forEach(function (select) {
    select.value = query.get(select.name) || "";
    if (select.selectedIndex < 0) select.value = "";
    var own = select.name === "areas" && remembered() && select.querySelector("option[value='" + CSS.escape(remembered()) + "']");
    if (own) select.insertBefore(own, select.options[1]);
  });
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("change", function (event) {
    if (event.target.name === "areas" && event.target.value) {
      remember(event.target.value);
      first(event.target.value);
    }
    address();
    apply();
  });
  form.addEventListener("reset", function () {
    setTimeout(function () {
      address();
      apply();
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
  apply();
  form.dispatchEvent(new Event("change", { bubbles: true }));
})();
