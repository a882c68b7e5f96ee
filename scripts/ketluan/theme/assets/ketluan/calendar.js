// Months of time limits: today is marked, and the limits of one unit can be shown alone. The unit is in
// the address, and goes along to the months before and after.
(function () {
  "use strict";

  var form = document.querySelector("[data-calendar-filter]");

  function markToday() {
    var today = window.ketluan.today();
    var place = document.querySelector('[data-day="' + today + '"], [data-month="' + today.slice(0, 7) + '"]');
    if (!place) { return; }
    place.classList.add("kl-today");
    place.setAttribute("aria-current", "date");
  }

  function numberOf(crowd, unit) {
    if (!unit) { return Number(crowd.dataset.count); }
    var own = crowd.dataset.units.split(" ").find(function (pair) { return pair.split(":")[0] === unit; });
    return own ? Number(own.split(":")[1]) : 0;
  }

  function showUnit(unit) {
    document.querySelectorAll(".kl-limit").forEach(function (limit) {
      if (limit.dataset.units !== undefined) {
        var count = numberOf(limit, unit);
        limit.hidden = !count;
        limit.querySelector(".kl-limit__count").textContent = count;
      } else {
        limit.hidden = Boolean(unit) && !limit.dataset.don_vi.split(" ").includes(unit);
      }
    });
    document.querySelectorAll(".kl-day[data-day]").forEach(function (day) {
      day.classList.toggle("kl-day--empty", !day.querySelector(".kl-limit:not([hidden])"));
    });
    document.querySelectorAll(".kl-neighbours a").forEach(function (link) {
      link.search = unit ? "?don_vi=" + encodeURIComponent(unit) : "";
    });
  }

  function choose(unit) {
    var field = form.elements.don_vi;
    if (unit && !Array.from(field.options).some(function (option) { return option.value === unit; })) {
      field.append(new Option("Đơn vị đã chọn (tháng này không có hạn)", unit));
    }
    field.value = unit;
    showUnit(unit);
  }

  document.addEventListener("DOMContentLoaded", markToday);
  if (!form) { return; }
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", function () {
    var unit = form.elements.don_vi.value;
    showUnit(unit);
    history.replaceState(null, "", unit ? "?don_vi=" + encodeURIComponent(unit) : location.pathname);
  });
  window.addEventListener("pageshow", function () {
    choose(new URLSearchParams(location.search).get("don_vi") || "");
  });
  form.hidden = false;
})();
