"use strict";
/* A form of the dossier that is refused stays as it was filled in, its chosen files too, with the reason beside its
   button. Without this script the reason comes as a page of its own, and the browser's way back keeps the words. */
(function () {
  const REASON = "refused";

  for (const form of document.querySelectorAll("[data-refused] form.fields")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") !== "true") send(form);
    });
  }

  async function send(form) {
    const words = form.closest("[data-refused]").dataset, button = form.querySelector("button");
    clear(form.closest("[data-refused]"));
    form.setAttribute("aria-busy", "true");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/problem+json" } });
      if (answer.ok) { done(await answer.text()); return; }
      const problem = await answer.json().catch(() => ({}));
      refuse(form, words.refused, problem.detail || words.unreachable, problem.parameter);
      if (answer.status === 412) form.querySelector("." + REASON).append(" ", anew(words.present));
    } catch (error) {
      refuse(form, "", words.unreachable, null);
    } finally {
      form.removeAttribute("aria-busy");
      button.disabled = false;
    }
  }

  function clear(box) {
    for (const old of box.querySelectorAll("." + REASON)) old.remove();
    for (const field of box.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }

  function refuse(form, head, reason, name) {
    const box = document.createElement("p"), strong = document.createElement("strong");
    box.className = "alarm wide-field " + REASON;
    box.setAttribute("role", "alert");
    strong.textContent = head;
    box.append(strong, head ? " " : "", reason);
    form.insertBefore(box, form.querySelector("button"));
    const field = [...form.elements].find((one) => (name === "paper" ? one.type === "file" && lacking(one) : name && one.name === name));
    if (!field) return;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  const lacking = (field) => (field.files.length ? [...field.files].some((file) => !file.size) : field.required);

  /** The dossier as it is now. */
  function anew(words) {
    const link = document.createElement("a");
    link.href = location.pathname + "#closing";
    link.textContent = words;
    link.addEventListener("click", reload);
    return link;
  }

  function reload(event) {
    event.preventDefault();
    history.replaceState(null, "", this.getAttribute("href"));
    location.reload();
  }

  /** The answer's own page in place of the form's: it says what was done, and leads back to the dossier. */
  function done(html) {
    const page = new DOMParser().parseFromString(html, "text/html"), main = document.querySelector("main");
    main.replaceChildren(...page.querySelector("main").childNodes);
    document.title = page.title;
    const head = main.querySelector("h1");
    head.tabIndex = -1;
    head.focus();
    scrollTo(0, 0);
    for (const link of main.querySelectorAll("a")) if (new URL(link.href).pathname === location.pathname) link.addEventListener("click", reload);
  }
})();
