// A choice of several values works without this file. With it, a name becomes a chip as soon as it is
// entered or chosen from the list.
(function () {
  "use strict";

  function optionFor(input) {
    const wanted = input.value.trim().toLocaleLowerCase();
    const options = Array.from(document.getElementById(input.getAttribute("list")).options);
    return options.find((option) => option.value.toLocaleLowerCase() === wanted);
  }

  function isPartOfAnother(input, option) {
    const start = option.value.toLocaleLowerCase();
    const options = Array.from(document.getElementById(input.getAttribute("list")).options);
    return options.some((other) => other !== option && other.value.toLocaleLowerCase().startsWith(start));
  }

  function add(input, option) {
    const chips = input.closest(".chips");
    const chosen = chips.querySelector(".chips-chosen");
    const value = option.dataset.value;
    let box = Array.from(chosen.querySelectorAll("input")).find((one) => one.value === value);
    if (!box) {
      const chip = document.createElement("label");
      chip.className = "chip";
      box = document.createElement("input");
      box.type = "checkbox";
      box.name = chips.dataset.name;
      box.value = value;
      chip.append(box, ` ${option.value}`);
      chosen.append(chip);
    }
    box.checked = true;
    input.value = "";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Browsers send no inputType when a name is chosen from the list; a typed name may go on.
  document.addEventListener("input", function (event) {
    const input = event.target;
    if (!input.matches || !input.matches(".chips-more")) return;
    const option = optionFor(input);
    const isChosen = !event.inputType || event.inputType === "insertReplacementText";
    if (option && (isChosen || !isPartOfAnother(input, option))) add(input, option);
  });

  document.addEventListener("change", function (event) {
    const input = event.target;
    if (!input.matches || !input.matches(".chips-more")) return;
    const option = optionFor(input);
    if (option) add(input, option);
  });

  // Enter adds the name and does not send the form.
  document.addEventListener("keydown", function (event) {
    const input = event.target;
    if (event.key !== "Enter" || !input.matches || !input.matches(".chips-more") || !input.value) return;
    event.preventDefault();
    const option = optionFor(input);
    if (option) add(input, option);
  });
})();
