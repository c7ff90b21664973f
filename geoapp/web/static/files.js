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
    input.classList.add("unseen");
    input.insertAdjacentElement("afterend", button);
    if (!input.dataset.none) continue;  // what is chosen is sent at once and told elsewhere
    button.insertAdjacentElement("afterend", told);
    const tell = () => { told.textContent = Array.from(input.files).map((file) => file.name).join("、") || input.dataset.none; };
    input.addEventListener("change", tell);
    tell();
  }
})();
