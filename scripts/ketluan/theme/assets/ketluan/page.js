// On every page: signs of time limits by the reader's day, "/" to search, links on file://.
(function () {
  "use strict";

  var STEPS = 5; // frames in which a place below a list is found
  var DAY = 24 * 60 * 60 * 1000;

  function isoDay(date) {
    var pad = function (number) { return String(number).padStart(2, "0"); };
    return date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate());
  }

  // The same rules as ketluan/status.py: late from the day after `due`, nearly due from `soon` on.
  function statusOn(today, due, soon) {
    if (due < today) { return "qua-han"; }
    return soon <= today ? "sap-den-han" : "trong-han";
  }

  var WORDS = { "qua-han": "Quá hạn", "sap-den-han": "Sắp đến hạn", "trong-han": "Trong hạn" };

  function daysLeft(today, due) {
    return Math.round((Date.parse(due) - Date.parse(today)) / DAY);
  }

  function showStatus(sign, today) {
    var status = statusOn(today, sign.dataset.due, sign.dataset.soon);
    sign.classList.remove("kl-sign--han");
    sign.classList.add("kl-sign--" + status);
    sign.querySelector(".kl-sign__word").textContent = WORDS[status];
    if (status !== "qua-han") {
      var left = daysLeft(today, sign.dataset.due);
      var words = document.createElement("span");
      words.className = "kl-sign__left";
      words.textContent = left ? "còn " + left + " ngày" : "hôm nay";
      sign.append(" ", words);
    }
  }

  function fillSigns(root) {
    var today = isoDay(new Date());
    root.querySelectorAll(".kl-sign--han[data-due]").forEach(function (sign) {
      showStatus(sign, today);
    });
  }

  // As ketluan.vietnamese.day_in_words: days below 10 and months 1 and 2 with a leading zero.
  function dayInWords(iso) {
    var month = Number(iso.slice(5, 7));
    return iso.slice(8) + "/" + (month < 3 ? "0" : "") + month + "/" + iso.slice(0, 4);
  }

  // What depends on the reader's day says which day that is: on paper too.
  function sayToday() {
    document.querySelectorAll("[data-today]").forEach(function (element) {
      element.querySelector("span").textContent = dayInWords(isoDay(new Date()));
      element.hidden = false;
    });
  }

  function searchField() {
    return document.querySelector("[data-search] input[name=q]") ||
      document.querySelector(".kl-hero input[name=q]") ||
      document.querySelector(".kl-header-search input");
  }

  function isTyping(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  }

  document.addEventListener("keydown", function (event) {
    var plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "/" || !plain || isTyping(event.target)) { return; }
    var field = searchField();
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  // A folder opened from a stick has no server that would add index.html.
  function nameIndexFiles() {
    document.querySelectorAll("a[href], form[action]").forEach(function (element) {
      var name = element.tagName === "FORM" ? "action" : "href";
      var parts = /^([^?#]*\/)([?#].*)?$/.exec(element.getAttribute(name));
      if (parts && !/^[a-z]+:/i.test(parts[1])) {
        element.setAttribute(name, parts[1] + "index.html" + (parts[2] || ""));
      } else if (element.getAttribute(name) === ".") {
        element.setAttribute(name, "./index.html");
      }
    });
  }

  // Material lays wide tables of written pages into boxes that scroll, once all is there.
  function reachWideTables() {
    document.querySelectorAll(".md-typeset__scrollwrap").forEach(function (box) {
      if (box.scrollWidth <= box.clientWidth) { return; }
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Bảng rộng, cuộn ngang được");
    });
  }

  // Of a written table with many columns a phone shows each row as a card, its cells with their names.
  function nameCells() {
    document.querySelectorAll(".md-typeset table:not([class])").forEach(function (table) {
      var names = Array.from(table.tHead ? table.tHead.rows[0].cells : []);
      if (names.length < 3) { return; }
      table.dataset.cards = "";
      Array.from(table.tBodies).forEach(function (body) {
        Array.from(body.rows).forEach(function (row) {
          Array.from(row.cells).forEach(function (cell, at) {
            if (at && cell.textContent) { cell.dataset.name = names[at].textContent; }
          });
        });
      });
    });
  }

  // Paper cannot be opened: what is folded is printed too.
  function openWhatIsPrinted() {
    document.querySelectorAll("details").forEach(function (element) { element.open = true; });
  }

  // Lists are laid out as they come on the screen (pages.css), so that a place below them moves while
  // one goes there; it is gone to again until it stays. Who comes back, or opens the page again, stays
  // where they were.
  function goTo(id, times) {
    var place = id && document.getElementById(decodeURIComponent(id));
    if (!place || !times) { return; }
    place.scrollIntoView();
    requestAnimationFrame(function () { goTo(id, times - 1); });
  }

  window.addEventListener("load", function () {
    var way = performance.getEntriesByType("navigation")[0];
    if (!way || way.type === "navigate") { goTo(location.hash.slice(1), STEPS); }
  });
  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest("a[href^='#']");
    if (link) { requestAnimationFrame(function () { goTo(link.hash.slice(1), STEPS); }); }
  });

  fillSigns(document);
  sayToday();
  nameCells();
  if (location.protocol === "file:") { nameIndexFiles(); }
  window.addEventListener("load", reachWideTables);
  window.addEventListener("beforeprint", openWhatIsPrinted);
  window.ketluan = {
    fillSigns: fillSigns,
    statusOn: statusOn,
    today: function () { return isoDay(new Date()); },
    dayInWords: dayInWords,
  };
})();
