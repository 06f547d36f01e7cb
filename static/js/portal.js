// The list of trials and the page of a run work without this file. With it they follow each change in
// place, and what the reader opened, typed or had in focus stays as it was.
(function () {
  "use strict";

  let before = null;

  function isList(element) {
    return element && element.id === "browse";
  }

  // Fields left empty stay out of the address.
  document.addEventListener("htmx:configRequest", function (event) {
    const parameters = event.detail.parameters;
    for (const name of Object.keys(parameters)) {
      if (parameters[name] === "") delete parameters[name];
    }
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!isList(event.detail.target)) return;
    const focused = document.activeElement;
    const opened = event.detail.target.querySelectorAll("details[open][id]");
    before = {
      opened: Array.from(opened, (details) => details.id),
      inside: event.detail.target.contains(focused),
      typed: focused && focused.type === "search" ? focused.value : null,
    };
  });

  document.addEventListener("htmx:afterSwap", function () {
    const words = document.getElementById("q");
    if (before && before.typed !== null && words.value !== before.typed) words.value = before.typed;
  });

  document.addEventListener("htmx:afterSettle", function () {
    if (!before) return;
    for (const id of before.opened) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    const count = document.getElementById("count");
    // htmx finds the focused element again by its id; a chip that was taken away is gone.
    if (before.inside && document.activeElement === document.body) {
      count.tabIndex = -1;
      count.focus({ preventScroll: true });
    }
    document.getElementById("announcer").textContent = count.innerText;
    before = null;
  });

  // htmx boosts links of HTML alone: the links of charts and maps follow in place by this.
  document.addEventListener("click", function (event) {
    const mark = event.target.closest("#browse a.chart-mark");
    if (!mark || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    htmx.ajax("GET", new URL(mark.getAttribute("href"), window.location.href).href, {
      source: mark,
      target: "#browse",
      select: "#browse",
      swap: "outerHTML",
    });
  });

  function asksAgainByItself(element) {
    return element.matches('[hx-trigger^="every"]');
  }

  // An answer without the part that was asked for is another page, such as the one to sign in.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const target = event.detail.target;
    if (!asksAgainByItself(target) || event.detail.serverResponse.includes(`id="${target.id}"`)) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  // What goes wrong in place is tried again the ordinary way, which shows what is wrong.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, function (event) {
      if (asksAgainByItself(event.detail.elt)) return;
      window.location.assign(event.detail.pathInfo.finalRequestPath);
    });
  }

  // Esc hides the note of a provenance mark.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && document.activeElement.matches(".mark")) {
      document.activeElement.blur();
    }
  });
})();
