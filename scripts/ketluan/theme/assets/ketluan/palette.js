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
})();
