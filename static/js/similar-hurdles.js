// Shows hurdles with a similar title below the field while a curator types the title of a hurdle.
// Without this file the page shows them after saving.
(function () {
  "use strict";

  function start() {
    const field = document.querySelector("input[data-similar-url]");
    if (!field) return;
    const list = document.createElement("div");
    list.className = "similar-rows";
    list.setAttribute("role", "status");
    field.closest("div").append(list);
    let waiting = 0;

    function show(rows) {
      list.replaceChildren();
      if (!rows.length) return;
      list.append("Similar hurdles: ");
      rows.forEach(function (row, place) {
        const link = document.createElement("a");
        link.href = row.url;
        link.textContent = row.title;
        if (place) list.append("; ");
        list.append(link);
      });
    }

    field.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () {
        const query = new URLSearchParams({ q: field.value, not: field.dataset.similarNot });
        fetch(field.dataset.similarUrl + "?" + query, { credentials: "same-origin" })
          .then((answer) => (answer.ok ? answer.json() : { rows: [] }))
          .then((answer) => show(answer.rows));
      }, 300);
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
