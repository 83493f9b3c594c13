// Links to copy, and what is said to readers in WeChat, which opens no calendars and no other programs.
(function () {
  "use strict";
  var wechat = /MicroMessenger/i.test(navigator.userAgent);
  document.querySelectorAll("[data-browser]").forEach(function (part) {
    part.hidden = (part.dataset.browser === "wechat") !== wechat;
  });
  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var said = button.parentNode.querySelector("output");
    button.hidden = false;
    button.addEventListener("click", function () {
      field.select();
      function done() { said.textContent = button.dataset.done; }
      // Older browsers, and pages without https, have no clipboard: there the selection is copied.
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, function () { document.execCommand("copy") && done(); });
      else if (document.execCommand("copy")) done();
    });
  });
})();
