// The menu works without this file. With it, a click elsewhere or Esc closes an open list of pages.
(function () {
  "use strict";

  function openLists() {
    return document.querySelectorAll(".menu-more[open]");
  }

  document.addEventListener("click", function (event) {
    for (const list of openLists()) {
      if (!list.contains(event.target)) list.open = false;
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    for (const list of openLists()) {
      const within = list.contains(document.activeElement);
      list.open = false;
      if (within) list.querySelector("summary").focus();
    }
  });
})();
