// The lists and the page of a run work without this file. With it they are updated in place, and opened
// parts, typed text and focus are kept.
(function () {
  "use strict";

  let before = null; // of the list that is replaced

  // The swapped list keeps the place of the control that the reader used, also if rows above it
  // become more or fewer. A link with "show:" goes to another place on purpose.
  function placeOf(list, used) {
    const swap = used && used.closest("[hx-swap]");
    if (swap && swap !== list && swap.getAttribute("hx-swap").includes("show:")) return null;
    const focused = list.contains(document.activeElement) ? document.activeElement : used;
    const control = focused && focused.closest("[id]");
    return {
      id: control && control !== list ? control.id : "",
      top: control ? control.getBoundingClientRect().top : 0,
      scrolled: window.scrollY,
    };
  }

  function keepPlace() {
    if (!before || !before.place) return;
    // The scroll position comes first: a sticky head is in the same place at many positions.
    window.scrollTo({ top: before.place.scrolled, behavior: "instant" });
    const control = before.place.id && document.getElementById(before.place.id);
    if (!control) return;
    const moved = control.getBoundingClientRect().top - before.place.top;
    window.scrollBy({ top: moved, behavior: "instant" });
  }

  function isList(element) {
    return element && element.id === "browse";
  }

  // Omit empty fields from the address.
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
      place: placeOf(event.detail.target, event.detail.requestConfig.elt),
    };
  });

  document.addEventListener("htmx:afterSwap", function () {
    const words = document.getElementById("q");
    if (before && before.typed !== null && words.value !== before.typed) words.value = before.typed;
    keepPlace();
  });

  document.addEventListener("htmx:afterSettle", function () {
    if (!before) return;
    for (const id of before.opened) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    const count = document.getElementById("count");
    // htmx restores the focus by id; a removed chip no longer exists.
    if (before.inside && document.activeElement === document.body) {
      count.tabIndex = -1;
      count.focus({ preventScroll: true });
    }
    document.getElementById("announcer").textContent = count.innerText;
    keepPlace();
    before = null;
  });

  // htmx boosts only HTML links; this handler does the same for the links of charts and maps.
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

  function isPolling(element) {
    return element.matches('[hx-trigger^="every"]');
  }

  // An answer without the requested part is another page, such as the sign-in page.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const target = event.detail.target;
    if (!isPolling(target) || event.detail.serverResponse.includes(`id="${target.id}"`)) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  // After an error, load the page in the normal way, which shows the error.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, function (event) {
      if (isPolling(event.detail.elt)) return;
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
