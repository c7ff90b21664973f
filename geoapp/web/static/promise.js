/* What was promised of a case, folded away on its card: the words of the notices, goal and measures. With a network they
   are asked for when the card is opened; a kept area has brought them along. Text nodes only. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el;

  wm.promise = function (row) {
    const body = el("div", { class: "passages" });
    const box = el("details", { class: "promise" }, el("summary", {}, t("nearby.promise.title")), body);
    box.addEventListener("toggle", () => { if (box.open && !body.firstChild) fill(row, body); });
    return box;
  };

  async function fill(row, body) {
    const source = t("nearby.promise.notice", { title: row.notice_title || "", date: row.issued_on || "—" });
    body.replaceChildren(...lines([["problem", row.problem], ["rectification", row.rectification]]), el("p", { class: "muted", role: "status" }, t("nearby.loading")));
    let told = row.promised, wrong = "";
    if (told === undefined) {
      try {
        const answer = await fetch("/api/cases/" + row.case_id.split("/").map(encodeURIComponent).join("/") + "/present", { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(t("map.error.answer", { status: answer.status }));
        told = (await answer.json()).promised;
      } catch (error) {
        wrong = error instanceof TypeError ? t("nearby.promise.offline") : error.message;
      }
    }
    body.lastChild.remove();
    if (told) body.append(...lines([["goal", told.goal]]), ...measures(told.measures));
    else body.append(el("p", { class: "muted" }, wrong || t("nearby.promise.offline")));
    body.append(...lines([["lead_unit", row.lead_unit]]), el("p", { class: "muted" }, source));
    if (wrong) body.parentNode.addEventListener("toggle", () => body.replaceChildren(), { once: true });  // the next opening asks again
  }

  const head = (name) => el("h4", {}, t("nearby.promise." + name));
  const lines = (pairs) => [].concat(...pairs.filter((pair) => pair[1]).map(([name, words]) => [head(name), el("p", { class: "passage" }, words)]));

  function measures(all) {
    if (!all.length) return [];
    return [head("measures"), el("ol", {}, ...all.map((one) => el("li", {}, one.text,
      one.deadline && el("span", { class: "muted" }, " " + t("nearby.deadline", { date: one.deadline })), one.unit && el("span", { class: "muted" }, " " + one.unit))))];
  }
})(window.wm);
