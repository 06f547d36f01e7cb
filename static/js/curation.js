// Keyboard shortcuts for the buttons and links with a data-key on the curators' pages.
// They are off by default, and the browser remembers the setting. The pages work without this file.
"use strict";

(() => {
  const NAME = "curation-keys";
  const marked = () => [...document.querySelectorAll(".curation [data-key]")];
  const box = document.getElementById("cu-keys-on");
  const list = document.getElementById("cu-keys-list");
  if (!box || !list) return;

  const show = () => {
    list.hidden = !box.checked;
    list.replaceChildren();
    if (!box.checked) return;
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
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const typed = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
    if (event.target.closest(typed)) return;
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
