"use strict";
/* The meeting room's screen has nobody at a mouse: a list shows whole rows only and says how many more there are. What
   fits is found out in the same turn in which the rows were drawn, so that nothing is seen to come and go. */
(function (wm) {
  const OWN = ["counties-rest", "changes-rest"];

  wm.onWall = () => document.body.classList.contains("wall");

  /** Hides what the boxes cannot show whole, on the wall; elsewhere the boxes scroll. */
  wm.fitWall = function (board) {
    for (const id of OWN) wm.byId(id).hidden = !wm.onWall();
    if (!wm.onWall()) return;
    counties();
    due();
    changes(board);
  };

  /** Shows as many of `rows` as `box` holds, from the first; how many those are. */
  function fit(box, rows) {
    for (const row of rows) row.hidden = false;
    let shown = rows.length;
    while (shown && spills(box)) rows[(shown -= 1)].hidden = true;
    return shown;
  }

  const spills = (box) => box.scrollHeight > box.clientHeight + 1;

  function counties() {
    const table = wm.byId("counties"), rows = [...table.querySelectorAll("tbody tr")];
    const note = wm.byId("counties-rest");
    note.textContent = "";
    const rest = rows.length - fit(table.parentElement, rows);
    note.textContent = rest ? wm.t("dashboard.counties.rest", { n: wm.number(rest) }) : "";
  }

  /** Both lists of the box give way, the longer one first; each says what it leaves out. */
  function due() {
    const box = wm.byId("due");
    const lists = [...box.querySelectorAll("h3")].map((head) => ({ rest: head.querySelector(".rest"), rows: [...head.nextElementSibling.querySelectorAll("li")] }));
    for (const list of lists) {
      list.shown = list.rows.length;
      for (const row of list.rows) row.hidden = false;
    }
    while (spills(box)) {
      const longest = lists.reduce((one, other) => (other.shown >= one.shown ? other : one));
      if (!longest.shown) break;
      longest.rows[(longest.shown -= 1)].hidden = true;
    }
    for (const list of lists) {
      const rest = Number(list.rest.dataset.count) - list.shown;
      list.rest.hidden = rest <= 0;
      list.rest.textContent = wm.t(list.shown ? "dashboard.due.rest" : "dashboard.due.all", { n: wm.number(rest) });
    }
  }

  function changes(board) {
    const box = wm.byId("changes");
    const shown = fit(box, [...box.children]);
    wm.byId("changes-rest").textContent = board.changes.length > shown ? wm.t("dashboard.changes.newest", { n: shown }) : "";
  }
})(window.wm);
