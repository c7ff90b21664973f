/* File fields in our own words and look; the browser's own button speaks its language. Without this script that one
   stays. A form that a script makes calls `wm.dressFiles` itself. */
window.wm = window.wm || {};
(function (wm) {
  "use strict";
  wm.dressFiles = function (within) {
    for (const input of within.querySelectorAll("input[type=file][data-choose]:not(.unseen)")) dress(input);
  };

  function dress(input) {
    const button = document.createElement("span");
    const told = document.createElement("span");
    button.className = "button";
    button.textContent = input.dataset.choose;
    told.className = "muted picked";
    input.classList.add("unseen");
    input.insertAdjacentElement("afterend", button);
    if (!input.dataset.none) return;  // what is chosen is sent at once and told elsewhere
    button.insertAdjacentElement("afterend", told);
    const tell = () => { told.textContent = Array.from(input.files).map((file) => file.name).join("、") || input.dataset.none; };
    input.addEventListener("change", tell);
    tell();
  }

  wm.dressFiles(document);
})(window.wm);
