// Keeps the unsaved entries of long forms on the server, and offers them when the page is opened again.
// Pages work without this file: then only a form that is sent after the sign-in expired is kept.
"use strict";

(() => {
  const PAUSE_MS = 2000;
  const form = document.querySelector("form[data-draft], form[method=post][id$='_form']");
  const token = form && form.querySelector("[name=csrfmiddlewaretoken]");
  if (!token) return;
  const isRestoredByServer = "draft" in form.dataset;
  let timer = null;

  const entries = () =>
    [...new FormData(form)].filter(([name, value]) => {
      const field = form.elements.namedItem(name);
      return typeof value === "string" && name !== token.name && field.type !== "password";
    });

  const send = (keepalive) => {
    clearTimeout(timer);
    timer = null;
    const body = new URLSearchParams({ path: location.pathname, entries: JSON.stringify(entries()) });
    fetch("/drafts/", { method: "POST", body, keepalive, headers: { "X-CSRFToken": token.value } })
      .then((response) => form.setAttribute("data-kept", response.ok ? "yes" : "no"))
      .catch(() => form.setAttribute("data-kept", "no"));
  };

  const wait = () => {
    form.setAttribute("data-kept", "no");
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS, false);
  };
  form.addEventListener("input", wait);
  form.addEventListener("change", wait);
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("pagehide", () => timer && send(true));

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "draft-button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  // Send a form of hidden fields, so that the server shows the page with the entries.
  const post = (address, fields) => {
    const hidden = document.createElement("form");
    hidden.method = "post";
    hidden.action = address;
    hidden.hidden = true;
    for (const [name, value] of [[token.name, token.value], ...fields]) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      hidden.append(input);
    }
    document.body.append(hidden);
    hidden.submit();
  };

  const offer = (draft) => {
    const notice = document.createElement("div");
    notice.className = "draft-notice";
    notice.setAttribute("role", "status");
    const day = new Date(draft.saved_at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    notice.append(
      `Entries of ${day} in this form were not saved. `,
      button("Show these entries", () => post(location.href, [...draft.entries, ["_restore", "yes"]])),
      button("Discard these entries", () =>
        post("/drafts/discard/", [["path", location.pathname], ["address", location.pathname + location.search]])
      )
    );
    form.before(notice);
  };

  // A page that shows errors or restored entries has them in the form already.
  const hasErrors = document.querySelector(".errorlist, .errornote");
  if (isRestoredByServer || hasErrors) return;
  fetch(`/drafts/?path=${encodeURIComponent(location.pathname)}`)
    .then((response) => response.json())
    .then((draft) => draft.entries && offer(draft))
    .catch(() => {});
})();
