// What Material's own inline script sets up: where this site keeps its settings in the browser.
// Runs before the body so that the colour scheme is right at the first paint.
(function () {
  "use strict";
  document.documentElement.classList.replace("no-js", "js");
  var base = document.currentScript.dataset.base;
  window.__md_scope = new URL(base, location);
  window.__md_hash = function (text) {
    return Array.from(text).reduce(function (sum, char) {
      return (sum << 5) - sum + char.charCodeAt(0);
    }, 0);
  };
  window.__md_get = function (key, storage, scope) {
    try {
      return JSON.parse((storage || localStorage).getItem((scope || window.__md_scope).pathname + "." + key));
    } catch (error) {
      return null; // storage is switched off, or its content is not ours
    }
  };
  window.__md_set = function (key, value, storage, scope) {
    try {
      (storage || localStorage).setItem((scope || window.__md_scope).pathname + "." + key, JSON.stringify(value));
    } catch (error) {
      // storage is switched off: the choice holds for this page only
    }
  };
})();
