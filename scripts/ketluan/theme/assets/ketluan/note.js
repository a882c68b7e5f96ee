// The short description of a cited document beside its link: on hover and on keyboard focus.
// It is already in the page (`data-note`): nothing is asked for. Esc hides it, the pointer may move
// onto it, and a tap on a touch screen follows the link as ever.
(function () {
  "use strict";

  var WAIT = 120; // milliseconds over a link before its description shows
  var STAY = 250; // milliseconds in which the pointer may cross from the link to the description
  var GAP = 6; // pixels between link and description, and to the edges
  var note = document.createElement("div");
  var link = null, timer = 0;

  note.id = "kl-note";
  note.className = "kl-note";
  note.setAttribute("role", "tooltip");
  note.hidden = true;

  function linkAt(target) {
    return target instanceof Element ? target.closest("a[data-note]") : null;
  }

  // On a phone the style sheet puts it along the lower edge; where that would cover the link, the upper.
  function place() {
    if (!link.isConnected) { hide(); return; }
    var box = link.getBoundingClientRect(), left = link.getClientRects()[0].left;
    var width = document.documentElement.clientWidth, height = window.innerHeight;
    var below = box.bottom + GAP + note.offsetHeight <= height;
    note.classList.toggle("kl-note--top", box.bottom + GAP > height - note.offsetHeight - 2 * GAP);
    note.style.setProperty("--kl-x", Math.max(GAP, Math.min(left, width - note.offsetWidth - GAP)) + "px");
    note.style.setProperty("--kl-y", (below ? box.bottom + GAP : Math.max(GAP, box.top - GAP - note.offsetHeight)) + "px");
  }

  function hide() {
    clearTimeout(timer);
    if (link) { link.removeAttribute("aria-describedby"); }
    link = null;
    note.hidden = true;
  }

  function show(wanted) {
    hide();
    link = wanted;
    note.textContent = link.dataset.note;
    link.setAttribute("aria-describedby", note.id);
    note.hidden = false;
    place();
  }

  function after(milliseconds, act) {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType === "touch") { return; }
    var wanted = linkAt(event.target);
    if (wanted && wanted !== link) {
      after(WAIT, function () { show(wanted); });
    } else if (wanted || note.contains(event.target)) {
      clearTimeout(timer);
    } else if (!link) {
      clearTimeout(timer);
    } else if (!link.matches(":focus-visible")) {
      after(STAY, hide);
    }
  });
  document.addEventListener("focusin", function (event) {
    var wanted = linkAt(event.target);
    if (wanted && wanted.matches(":focus-visible")) { show(wanted); }
  });
  document.addEventListener("focusout", function (event) {
    if (link && linkAt(event.target) === link) { hide(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && link) { hide(); }
  });
  document.documentElement.addEventListener("pointerleave", hide);
  window.addEventListener("resize", hide);
  window.addEventListener("scroll", function () { if (link) { place(); } }, { capture: true, passive: true });
  document.body.append(note);
})();
