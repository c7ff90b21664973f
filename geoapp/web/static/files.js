/* File fields in our own words and look; the browser's own button speaks its language. Without this script that one
   stays. */
(function () {
  "use strict";
  for (const input of document.querySelectorAll("input[type=file][data-choose]")) {
    const button = document.createElement("span");
    const told = document.createElement("span");
    button.className = "button";
    button.textContent = input.dataset.choose;
    told.className = "muted picked";
    const tell = () => {
      const names = Array.from(input.files).map((file) => file.name);
      told.textContent = names.length ? names.join("、") : input.dataset.none || "";
    };
    input.classList.add("unseen");
    input.insertAdjacentElement("afterend", told);
    input.insertAdjacentElement("afterend", button);
    input.addEventListener("change", tell);
    tell();
  }
})();
