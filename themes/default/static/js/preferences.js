// The reader's own choice: larger type, more contrast. Kept on this device; the head of the page applies it before drawing.
// And, before the page is printed, the addresses of its links, which stand in it as seen from where it lies.
(function () {
  "use strict";
  var site = document.documentElement.dataset;
  var buttons = document.querySelectorAll("button[data-prefer]");

  function show() {
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(site[button.dataset.prefer] === button.dataset.value));
    });
  }
  function choose(name, value) {
    if (value) site[name] = value; else delete site[name];
    try {
      if (value) localStorage.setItem(name, value); else localStorage.removeItem(name);
    } catch (refused) { /* the choice holds for this page */ }
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      var name = button.dataset.prefer;
      choose(name, site[name] === button.dataset.value ? "" : button.dataset.value);
      show();
    });
  });
  // Another window may have changed it; a page that comes back from the browser's store too.
  addEventListener("storage", function (event) {
    if (event.key !== "type" && event.key !== "contrast") return;
    if (event.newValue) site[event.key] = event.newValue; else delete site[event.key];
    show();
  });
  addEventListener("pageshow", function () {
    ["type", "contrast"].forEach(function (name) {
      var value = null;
      try { value = localStorage.getItem(name); } catch (refused) { return; }
      if (value) site[name] = value; else delete site[name];
    });
    show();
  });
  addEventListener("beforeprint", function () {
    var own = document.querySelector("link[rel=canonical]"), base = own ? own.href : location.href;
    document.querySelectorAll("main a[href]").forEach(function (link) {
      var written = link.getAttribute("href");
      if (!/^(#|[a-z]+:)/i.test(written)) link.dataset.address = decodeURI(new URL(written, base));
    });
  });
  show();
})();
