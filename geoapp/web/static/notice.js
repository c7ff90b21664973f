"use strict";
/* The notice page: a link to #q-<start>-<end> lights up the whole sentence, which may be cut into several marks. */
(function () {
  function light() {
    for (const lit of document.querySelectorAll(".notice-text .target")) lit.classList.remove("target");
    const match = /^#q-(\d+)-(\d+)$/.exec(location.hash);
    if (!match) return;
    const [start, end] = match.slice(1).map(Number);
    const marks = [...document.querySelectorAll(".notice-text mark")].filter((mark) => Number(mark.dataset.start) >= start && Number(mark.dataset.end) <= end);
    for (const mark of marks) mark.classList.add("target");
    if (marks.length) marks[0].scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", light);
  light();
})();
