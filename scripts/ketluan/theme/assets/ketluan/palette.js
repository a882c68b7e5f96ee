// Set the colour scheme that the reader chose, or the one of their system, before the first paint.
(function () {
  "use strict";
  var saved = window.__md_get("__palette");
  var color = saved && saved.color;
  if (color && color.media === "(prefers-color-scheme)") {
    color = null;
  }
  if (!color) {
    var dark = matchMedia("(prefers-color-scheme: dark)").matches;
    color = { scheme: dark ? "slate" : "default" };
  }
  Object.keys(color).forEach(function (key) {
    document.body.setAttribute("data-md-color-" + key, color[key]);
  });

  var button = document.querySelector(".kl-palette");

  // The button says what it does; its sign is chosen by the style of the page.
  function name() {
    var scheme = document.body.dataset.mdColorScheme;
    button.title = button.dataset[scheme];
    button.setAttribute("aria-label", button.title);
  }

  button.addEventListener("click", function () {
    var scheme = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate";
    document.body.dataset.mdColorScheme = scheme;
    window.__md_set("__palette", { color: { scheme: scheme } });
    name();
  });
  name();
  button.hidden = false;
})();
