// Lists of open tasks were made for a day; where the reader's day is later, what it has overtaken moves
// to the right group, and numbers follow. Months of limits: today is marked.
(function () {
  "use strict";

  var made = document.querySelector("[data-due-day]");
  var form = document.querySelector("[data-filter]");

  // As ketluan.vietnamese.day_in_words.
  function inWords(day) {
    var parts = day.split("-").map(Number);
    return day.slice(8) + "/" + (parts[1] < 3 ? "0" : "") + parts[1] + "/" + parts[0];
  }

  // Of what is overdue the latest stands first, else the nearest; equal days stay as they came.
  function sort(list, status) {
    var sign = status === "qua-han" ? -1 : 1;
    Array.from(list.children).sort(function (one, other) {
      return sign * (one.dataset.due || "9999").localeCompare(other.dataset.due || "9999");
    }).forEach(function (item) { list.append(item); });
  }

  function move(item, today) {
    var status = window.ketluan.statusOn(today, item.dataset.due, item.dataset.soon);
    var home = item.closest("[data-due-group]");
    if (home.dataset.dueGroup === status) { return; }
    var list = item.closest("[data-due-list]");
    var target = document.querySelector("[data-due-group=" + status + "] [data-due-list=" + list.dataset.dueList + "]");
    target.append(item);
    sort(target, status);
  }

  function isShown(row) { return !row.hidden; }

  function tasksIn(element) {
    return Array.from(element.querySelectorAll("[data-filter-list] > li")).filter(isShown)
      .reduce(function (sum, row) { return sum + Number(row.dataset.count || 1); }, 0);
  }

  // Every number is that of the rows below it, so that none can disagree with its list.
  function recount() {
    document.querySelectorAll(".kl-due-period, [data-due-part]").forEach(function (part) {
      part.hidden = !tasksIn(part);
    });
    document.querySelectorAll("[data-due-number]").forEach(function (number) {
      number.textContent = tasksIn(number.closest("section")) + " nhiệm vụ";
    });
    document.querySelectorAll("[data-due-group]").forEach(function (group) {
      var count = tasksIn(group);
      group.querySelector("[data-due-empty]").hidden = count > 0;
      var figure = document.querySelector("[data-due-figure=" + group.dataset.dueGroup + "]");
      if (figure) { figure.textContent = count; }
    });
  }

  function bringUpToDate() {
    var today = window.ketluan.today();
    if (today > made.dataset.dueDay) {
      document.querySelectorAll("[data-due-move]").forEach(function (item) { move(item, today); });
      made.textContent = "Danh sách tính đến hôm nay, ngày " + inWords(today) + ".";
    }
    recount();
  }

  // page.js, which knows the rules, comes later in the page than this file.
  document.addEventListener("DOMContentLoaded", function () {
    if (made) { bringUpToDate(); }
  });
  if (form && made) { form.addEventListener("filtered", recount); }
})();
