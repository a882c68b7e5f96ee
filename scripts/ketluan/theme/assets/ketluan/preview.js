// Only in `ketluan preview`: ask whether the site was built anew, and then open this page again at
// the same place. The place is an element at the upper edge, so that text added above moves nothing.
(function () {
  "use strict";

  var PAUSE = 100; // milliseconds between two questions, while the page is seen
  var PLACE = "ketluan.preview.place", FOLD = "ketluan.preview.fold";
  var version = document.currentScript.dataset.version;
  var bar = document.querySelector(".kl-preview"), fold = bar && bar.querySelector("details");
  var asking = false;

  function kept(key) {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch (error) { return null; }
  }

  function keep(key, value) {
    try { sessionStorage.setItem(key, JSON.stringify(value)); } catch (error) { /* switched off */ }
  }

  function upperElement() {
    return Array.from(document.querySelectorAll(".md-content [id]")).find(function (element) {
      var box = element.getBoundingClientRect();
      return box.height > 0 && box.bottom > 0 && box.height < innerHeight;
    });
  }

  // The browser's own way back, by pixels, is off from here until the page is there again.
  function rememberPlace() {
    var element = scrollY ? upperElement() : null;
    keep(PLACE, {
      page: location.pathname,
      y: scrollY,
      id: element ? element.id : "",
      top: element ? element.getBoundingClientRect().top : 0
    });
    history.scrollRestoration = "manual";
  }

  function returnToPlace() {
    var place = kept(PLACE);
    keep(PLACE, null);
    if (!place || place.page !== location.pathname) { return; }
    var element = place.id ? document.getElementById(place.id) : null;
    var go = function () {
      var y = element ? scrollY + element.getBoundingClientRect().top - place.top : place.y;
      scrollTo({ left: 0, top: y, behavior: "instant" });
    };
    go();
    addEventListener("load", function () {
      go();
      setTimeout(function () { history.scrollRestoration = "auto"; });
    });
  }

  function say(lost) {
    if (bar) { bar.classList.toggle("kl-preview--lost", lost); }
  }

  async function ask() {
    if (asking || document.visibilityState !== "visible") { return; }
    asking = true;
    try {
      var answer = await fetch("/api/preview", { cache: "no-store" });
      var now = (await answer.json()).version;
      say(false);
      if (now && now !== version) {
        version = now;
        rememberPlace();
        location.reload();
      }
    } catch (error) {
      say(true); // the preview was stopped; when it runs again, this page finds it
    } finally {
      asking = false;
    }
  }

  if (fold) {
    var wanted = kept(FOLD);
    if (wanted !== null) { fold.open = wanted; }
    fold.querySelector("summary").addEventListener("click", function () { keep(FOLD, !fold.open); });
  }
  returnToPlace();
  setInterval(ask, PAUSE);
  document.addEventListener("visibilitychange", ask);
})();
