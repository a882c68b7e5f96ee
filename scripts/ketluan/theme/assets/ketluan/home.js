// Numbers of open tasks were made for a day; where the reader's day is later, they are counted anew.
// `data-dues` holds what may have moved meanwhile: last day, day from which it is near, tasks.
(function () {
  "use strict";

  var place = document.querySelector("[data-open-day]");

  function recount(row, today) {
    var counts = { "qua-han": 0, "sap-den-han": 0, "trong-han": 0 };
    row.dataset.dues.split(" ").filter(Boolean).forEach(function (entry) {
      var parts = entry.split("*");
      counts[window.ketluan.statusOn(today, parts[0], parts[1])] += Number(parts[2]);
    });
    Object.keys(counts).forEach(function (status) {
      var number = row.querySelector("[data-open=" + status + "]");
      // What was overdue before stays so; the others are all among the moving ones.
      number.textContent = counts[status] + (status === "qua-han" ? Number(number.textContent) : 0);
    });
  }

  // page.js, which knows the rules, comes later in the page than this file.
  document.addEventListener("DOMContentLoaded", function () {
    var today = place && window.ketluan.today();
    if (!place || today <= place.dataset.openDay) { return; }
    place.querySelectorAll("[data-dues]").forEach(function (row) { recount(row, today); });
    place.querySelector("[data-open-told]").textContent = window.ketluan.dayInWords(today);
  });
})();
