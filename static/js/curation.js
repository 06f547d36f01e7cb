// Keyboard shortcuts for the buttons and links with a data-key on the curators' pages.
// They are off by default, and the browser remembers the setting. The pages work without this file.
"use strict";

// The form of a bulk decision shows the value of the chosen fact only.
(() => {
  const fact = document.querySelector(".curation #id_fact");
  if (!fact) return;
  const show = () => {
    for (const field of document.querySelectorAll("[data-fact]")) field.hidden = field.dataset.fact !== fact.value;
  };
  fact.addEventListener("change", show);
  show();
})();

(() => {
  const NAME = "curation-keys";
  const marked = () => [...document.querySelectorAll(".curation [data-key]")];
  const box = document.getElementById("cu-keys-on");
  const list = document.getElementById("cu-keys-list");
  if (!box || !list) return;

  const show = (always) => {
    list.hidden = !box.checked && always !== true;
    list.replaceChildren();
    if (list.hidden) return;
    for (const target of marked()) {
      const key = document.createElement("kbd");
      key.textContent = target.dataset.key;
      list.append(key, ` ${target.textContent.trim()}  `);
    }
  };

  box.checked = localStorage.getItem(NAME) === "on";
  box.addEventListener("change", () => {
    localStorage.setItem(NAME, box.checked ? "on" : "off");
    show();
  });
  show();

  document.addEventListener("keydown", (event) => {
    const typed = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
    if (event.target.closest(typed)) return;
    if (event.key === "?") {
      show(true);
      list.scrollIntoView({ block: "center" });
    }
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const target = marked().find((one) => one.dataset.key === event.key);
    if (!target) return;
    event.preventDefault();
    target.click();
  });

  // Enter in one of these fields presses the button beside it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
    const place = event.target.closest("[data-enter]");
    const next = place && place.querySelector("button[type=submit]:not([name=assign][value=me])");
    if (!next) return;
    event.preventDefault();
    next.click();
  });
})();
