"use strict";
/* The dashboard: figures, ranking, lists; fetched as one answer, renewed in place while the page stands open. An answer
   with the same ETag changes nothing on the screen but the time of the last check. */
(function (wm) {
  const RENEW_MS = 60000;
  const STATUS_TILES = ["closed", "done", "staged", "in_progress"];
  const COUNTY_COLUMNS = ["overdue", "lapsed", "rate", "undecided", "cases"];
  let asked = 0, edition = null, shownTag = null, shownUrl = null, shown = null, sortBy = "urgent";

  /* ---- links into the map: the same selection and what the figure adds ---- */

  wm.mapHref = function (words) {
    const query = new URLSearchParams(wm.state.query(words));
    if (!query.has("hide")) query.append("hide", "");  // the map hides closed cases unless told not to
    return "/map?" + query;
  };

  /* ---- fetching ---- */

  async function renew() {
    const mine = ++asked, url = "/api/dashboard?" + wm.state.query();
    let answer, body = null;
    try {
      answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-cache" });
      if (!answer.ok) body = await answer.json().catch(() => ({}));
    } catch (error) {
      await wm.ready.catch(() => null);
      if (mine === asked) shown ? stale() : wm.complain(new Error(wm.t("map.error.offline")), renew);
      return;
    }
    await wm.ready;
    if (mine !== asked) return;
    if (!answer.ok) {
      const problem = new Error(body.detail || wm.t("map.error.answer", { status: answer.status }));
      problem.refused = answer.status === 400;
      wm.complain(problem, renew);
      return;
    }
    wm.byId("trouble").hidden = true;
    const tag = answer.headers.get("ETag");
    if (tag === null || tag !== shownTag || url !== shownUrl) {
      const renewed = shown !== null && url === shownUrl;
      shown = await answer.json();
      if (mine !== asked) return;
      if (edition !== null && edition !== shown.edition && document.body.classList.contains("wall")) location.reload();  // a new program
      edition = shown.edition;
      shownTag = tag;
      shownUrl = url;
      draw(shown);
      if (renewed && wm.reload) { wm.reload(); wm.loadSummary(); }
    }
    checked();
  }

  /* Every time on the page is Beijing's, on whatever clock the machine runs. */
  const clock = () => wm.localTime(new Date().toISOString()).slice(11);

  function checked() {
    const note = wm.byId("checked");
    note.textContent = wm.t("dashboard.checked", { time: clock() });
    note.classList.remove("stale");
    note.dataset.at = clock();
  }

  function stale() {
    const note = wm.byId("checked");
    note.textContent = wm.t("dashboard.stale", { time: note.dataset.at || "" });
    note.classList.add("stale");
  }

  function draw(board) {
    set(wm.byId("empty-text"), wm.t(board.notices ? "dashboard.map.empty" : "map.empty.store"));
    set(wm.byId("scope"), scopeOf(board));
    wm.byId("scope").title = wm.byId("scope").textContent;
    wm.byId("to-map").href = wm.mapHref({});
    wm.byId("to-print").href = "/print?" + wm.state.query();
    for (const link of document.querySelectorAll("[data-csv]")) link.href = "/dashboard/" + link.dataset.csv + ".csv?" + wm.state.query();
    figures(board);
    honest(board);
    counties(board);
    cards(board);
    due(board);
    changes(board);
    wm.shade(board);
    for (const name of ["kind", "campaign", "lead_unit"]) wm.drawGroups(name, board.groups[name]);
    wm.drawTrend(board.trend, board.today);
    wm.drawLegend(board.total);
    wm.fitWall(board);
  }

  /** What is shown, in words: on a wall nobody sees the filter boxes. */
  function scopeOf(board) {
    const named = {
      county: (value) => board.chosen[value] || value, status: wm.status,
      kind: (value) => wm.label("words.kind", value), campaign: (value) => wm.label("words.campaign", value),
      zone: (value) => (board.zones[value.split(":")[0]] || value) + " " + wm.label("words.zone", value.split(":")[1] || "inside"),
    };
    const parts = [];
    for (const word of wm.state.words()) {
      const values = wm.state.get(word);
      if (!values.length || word === "sort" || word === "hide") continue;
      if (word === "overdue" || word === "lapsed") parts.push(wm.status(word) + (values[0] === "0" ? " ✕" : ""));
      else if (named[word]) parts.push(values.slice(0, 4).map(named[word]).join(wm.t("dashboard.comma")) + (values.length > 4 ? "…" : ""));
      else parts.push(word === "q" ? "“" + values[0] + "”" : wm.label("map.word", word) + " " + values.join(wm.t("dashboard.comma")));
    }
    return (parts.length ? parts.join(" · ") : wm.t("dashboard.all")) + " · " + monthName(board.today);
  }

  /* ---- figures of the head ---- */

  const tiles = new Map();

  /** One tile; made once, then only its figures change. */
  function tile(key, group, make) {
    if (!tiles.has(key)) {
      const parts = { value: wm.el("strong", {}), sites: wm.el("span", { class: "tile-sites" }), note: wm.el("span", { class: "tile-note" }), name: wm.el("span", { class: "tile-name" }) };
      parts.link = wm.el("a", { class: "tile " + (make.css || ""), href: "/map" }, wm.el("span", { class: "tile-head" }, make.symbol, parts.name),
        wm.el("span", { class: "tile-figure" }, parts.value, wm.el("span", { class: "tile-unit" }, wm.t("dashboard.head.cases"))), parts.sites, parts.note);
      tiles.set(key, parts);
      groupOf(group).append(parts.link);
    }
    return tiles.get(key);
  }

  const groups = new Map();
  function groupOf(name) {
    if (!groups.has(name)) {
      groups.set(name, wm.el("div", { class: "tiles tiles-" + name }));
      wm.byId("figures").append(groups.get(name));
    }
    return groups.get(name);
  }

  function setTile(key, group, figure, name, note, make) {
    const parts = tile(key, group, make || {});
    set(parts.name, name);
    const value = wm.number(figure.cases);
    set(parts.value, value);
    parts.link.classList.toggle("long", value.length > 4);
    parts.link.classList.toggle("longer", value.length > 6);
    set(parts.sites, wm.t("dashboard.head.sites", { n: wm.number(figure.sites) }));
    set(parts.note, note || "");
    parts.link.href = wm.mapHref(figure.words);
    parts.link.title = wm.t("dashboard.head.open_map", { name: name, cases: figure.cases, sites: figure.sites });
    parts.link.classList.toggle("zero", figure.cases === 0);
    return parts;
  }

  function set(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  function figures(board) {
    const f = board.figures;
    const total = setTile("total", "all", f.total, wm.t("dashboard.head.total"), "", { css: "tile-total" });
    mixBar(total.link, board.total);
    for (const status of STATUS_TILES) setTile(status, "status", f[status], wm.status(status), "", { symbol: wm.symbol(status, 22) });
    others(f);
    setTile("overdue", "late", f.overdue, wm.status("overdue"), wm.t("dashboard.head.overdue_note"), { symbol: wm.flagSymbol("overdue", 22), css: "tile-overdue" });
    setTile("lapsed", "late", f.lapsed, wm.status("lapsed"), wm.t("dashboard.head.lapsed_note"), { symbol: wm.flagSymbol("lapsed", 22), css: "tile-lapsed" });
    setTile("due_month", "late", f.due_month, wm.t("dashboard.head.due_month"), wm.t("dashboard.head.due_month_note", { open: wm.number(f.due_open.cases), soon: wm.number(f.due_soon.cases) }), { css: "tile-due" });
    setTile("unlocated", "gap", f.unlocated, wm.t("dashboard.head.unlocated"), wm.t("dashboard.head.unlocated_note"));
    for (const [id, title] of Object.entries(board.zones)) {
      const figure = f["zone:" + id];
      if (figure) setTile("zone:" + id, "gap", figure, wm.t("dashboard.head.uncertain"), title);
    }
  }

  /** The bar under the total: all cases by status, as wide as they are many. */
  function mixBar(link, total) {
    let bar = link.querySelector(".mix");
    if (!bar) link.append((bar = wm.el("span", { class: "mix", role: "img" })));
    const parts = wm.statuses().slice().reverse().filter((status) => total.mix[status]);
    bar.setAttribute("aria-label", wm.t("dashboard.head.mix", { mix: parts.map((status) => wm.status(status) + " " + total.mix[status]).join(wm.t("dashboard.comma")) }));
    bar.replaceChildren(...parts.map((status) => wm.el("i", { class: "hatch-" + status, title: wm.status(status) + " " + total.mix[status], style: "flex-grow:" + total.mix[status] })));
  }

  /** Statuses without a tile of their own, so that the figures add up. */
  function others(f) {
    const rest = wm.statuses().filter((status) => !STATUS_TILES.includes(status));
    const items = rest.map((status) => wm.el("li", { class: f[status].cases ? null : "zero" }, wm.el("a", { href: wm.mapHref(f[status].words) }, wm.symbol(status, 16), wm.el("span", {}, wm.status(status)), wm.el("b", {}, wm.number(f[status].cases)))));
    const box = groupOf("status");
    let list = box.querySelector(".tile-others");
    if (!list) box.append((list = wm.el("div", { class: "tile tile-others" })));
    list.replaceChildren(wm.el("span", { class: "tile-head" }, wm.el("span", { class: "tile-name" }, wm.t("dashboard.head.others"))), wm.el("ul", {}, items));
  }

  /** The first few of many names, and how many there are. */
  wm.fewOf = function (names) {
    const shown = names.slice(0, 4).join(wm.t("dashboard.comma"));
    return names.length > 4 ? wm.t("dashboard.few", { names: shown, n: names.length }) : shown;
  };

  /* ---- what the figures rest on, and what they leave out ---- */

  function honest(board) {
    const trend = board.trend, say = (key, values) => wm.t("dashboard.honest." + key, values);
    const undated = trend.undated.closed + trend.undated.done;
    const named = wm.fewOf(board.undrawn.filter((unit) => unit.code).map((unit) => unit.name));
    const base = [
      board.data_time ? say("data_time", { time: wm.localTime(board.data_time) }) : say("no_data_time"),
      wm.link("/notices", say("sources", { n: board.notices })),
      board.newest_notice && say("newest", { date: board.newest_notice }),
      wm.link("/dashboard/head.csv?" + wm.state.query(), say("download")),
    ];
    const gaps = [
      board.figures.not_spatial.cases && wm.link(wm.mapHref(board.figures.not_spatial.words), say("not_spatial", { n: wm.number(board.figures.not_spatial.cases) })),
      board.gaps.open_no_deadline && say("no_deadline", { n: wm.number(board.gaps.open_no_deadline) }),
      undated && say("undated", { n: wm.number(undated) }),
      named && say("undrawn", { units: named }),
    ].filter(Boolean);
    wm.byId("honest").replaceChildren(
      wm.el("p", {}, base.filter(Boolean).map((part) => wm.el("span", {}, part))),
      gaps.length ? wm.el("p", { class: "gaps" }, wm.el("b", {}, say("gaps")), gaps.map((part) => wm.el("span", {}, part))) : "",
      wm.el("p", { class: "counting" }, wm.t("dashboard.head.counting")));
  }

  /* ---- counties ---- */

  /** The rate; "≥" where closures cannot be judged, and no figure at all where none can: unknown is not late. */
  wm.rateText = function (group) {
    if (!(group.on_time + group.late + group.overdue)) return wm.t("dashboard.counties.no_rate");
    return (group.undecided ? "≥" : "") + Math.round((100 * group.on_time) / (group.closed + group.overdue)) + "%";
  };
  const rateOf = (group) => (group.on_time + group.late + group.overdue ? group.on_time / (group.closed + group.overdue) : 2);
  const ORDER = {
    urgent: (a, b) => b.overdue + b.lapsed - a.overdue - a.lapsed || b.open - a.open,
    overdue: (a, b) => b.overdue - a.overdue || b.lapsed - a.lapsed,
    lapsed: (a, b) => b.lapsed - a.lapsed || b.overdue - a.overdue,
    rate: (a, b) => rateOf(a) - rateOf(b) || b.overdue - a.overdue,
    undecided: (a, b) => b.undecided - a.undecided,
    cases: (a, b) => b.cases - a.cases,
  };

  function counties(board) {
    const rows = board.groups.county.slice().sort((a, b) => !a.value - !b.value || ORDER[sortBy](a, b) || b.cases - a.cases);
    const most = Math.max(1, ...rows.map((group) => group.cases));
    const say = (key) => wm.t("dashboard.counties." + key);
    const sorter = (key) => wm.el("th", { scope: "col", class: "number", "aria-sort": sortBy === key ? (key === "rate" ? "ascending" : "descending") : null },
      wm.el("button", { type: "button", title: wm.t("dashboard.counties.sort", { column: say(key) }), "data-sort": key, onclick: () => { sortBy = sortBy === key ? "urgent" : key; counties(board); wm.fitWall(board); } }, say(key)));
    const focus = document.activeElement && document.activeElement.dataset.sort;
    wm.byId("counties").replaceChildren(
      wm.el("thead", {}, wm.el("tr", {}, wm.el("th", { scope: "col" }, say("name")), wm.el("th", { scope: "col", class: "wide" }, say("bar")), COUNTY_COLUMNS.map(sorter))),
      wm.el("tbody", {}, rows.map((group) => countyRow(group, most))),
      wm.el("tfoot", {}, countyRow(Object.assign({}, board.total, { name: say("total"), whole: true }), most)));
    if (focus) document.querySelector("[data-sort=" + focus + "]").focus({ preventScroll: true });
    wm.byId("counties-key").replaceChildren(...["done", "going", "lapsed", "overdue"].map((key) => wm.el("span", { class: "key" }, wm.el("i", { class: "bar-" + key }), key === "lapsed" || key === "overdue" ? wm.status(key) : say(key))));
  }

  function countyRow(group, most) {
    const parts = { done: group.cases - group.open, going: group.open - group.overdue - group.lapsed, lapsed: group.lapsed, overdue: group.overdue };
    const says = wm.t("dashboard.counties.bar_says", Object.assign({ name: group.name }, parts));
    const bar = !group.whole && wm.el("span", { class: "county-bar", role: "img", "aria-label": says, title: says, style: "width:" + Math.max(4, (100 * group.cases) / most) + "%" },
      Object.entries(parts).filter((part) => part[1]).map(([key, n]) => wm.el("i", { class: "bar-" + key, style: "flex-grow:" + n })));
    const judged = group.closed + group.overdue;
    const rate = wm.el("td", { class: "number rate" }, wm.rateText(group) !== wm.t("dashboard.counties.no_rate") ? wm.el("small", {}, wm.t("dashboard.share", { part: wm.number(group.on_time), whole: wm.number(judged) })) : null, wm.el("b", {}, wm.rateText(group)));
    const undecided = wm.el("td", { class: "number" + (group.undecided ? "" : " zero") }, wm.number(group.undecided));
    const figure = (key) => wm.el("td", { class: "number " + key + (group[key] ? "" : " zero") }, group[key] && group.value ? wm.el("a", { href: wm.mapHref({ county: group.value, [key]: "1" }) }, wm.number(group[key])) : wm.number(group[key]));
    const name = group.value ? wm.el("a", { href: wm.mapHref({ county: group.value }) }, group.name) : group.name;
    return wm.el("tr", {}, wm.el("th", { scope: "row" }, name), wm.el("td", { class: "wide" }, bar || ""), figure("overdue"), figure("lapsed"), rate, undecided, wm.el("td", { class: "number" }, wm.number(group.cases)));
  }

  /* ---- what falls due, what is past ---- */

  function due(board) {
    const month = monthName(board.today), f = board.figures;
    const part = (key, rows, none, words, count) => [
      wm.el("h3", {}, key, wm.el("a", { class: "rest", href: wm.mapHref(words), hidden: count <= rows.length, "data-count": count }, wm.t("dashboard.due.all", { n: wm.number(count) }))),
      rows.length ? wm.el("ol", {}, rows.map((row) => dueRow(row, board))) : wm.el("p", { class: "muted" }, none),
    ];
    const late = f.overdue.cases + f.lapsed.cases;
    wm.byId("due").replaceChildren(...[
      ...part(wm.t("dashboard.due.month"), board.due, wm.t("dashboard.due.none", { month: month }), f.due_open.words, f.due_open.cases),
      ...part(wm.t("dashboard.due.past"), board.past, wm.t("dashboard.due.none_past"), f.overdue.cases >= f.lapsed.cases ? f.overdue.words : f.lapsed.words, late),
    ].flat());
  }

  /** The colour cards with their meaning; those of 逾期 and 到期未见 are the tiles of the head, told apart by shape. */
  function cards(board) {
    wm.byId("cards").replaceChildren(...board.cards.map((card) => wm.el("li", { title: card.meaning },
      wm.el(card.words ? "a" : "span", card.words ? { href: wm.mapHref(card.words) } : {}, cardShape(card, 15), wm.el("b", {}, card.label), " " + wm.number(card.cases)),
      card.due ? wm.el("small", {}, card.meaning) : null)));
  }

  function cardShape(card, size) {
    const d = wm.palette.shape[card.shape] || wm.palette.shape.square;
    return wm.svg("svg", { viewBox: "-12 -12 24 24", width: size, height: size, class: "symbol", "aria-hidden": "true" }, wm.svg("path", { d: d, fill: card.colour, "fill-rule": "evenodd" }));
  }

  const DAY = 86400000;

  function dueRow(row, board) {
    const days = Math.round((Date.parse(row.deadline) - Date.parse(board.today)) / DAY);
    const card = !row.overdue && !row.lapsed && board.cards.find((one) => one.id === row.card);
    const when = days < 0 ? wm.t("dashboard.due.days_past", { n: wm.number(-days) }) : days ? wm.t("dashboard.due.days_left", { n: days }) : wm.t("dashboard.due.today");
    const mark = row.overdue ? wm.flagSymbol("overdue", 18) : row.lapsed ? wm.flagSymbol("lapsed", 18) : card ? cardShape(card, 18) : wm.symbol(row.status, 18);
    const title = row.problem + "\n" + wm.status(row.overdue ? "overdue" : row.lapsed ? "lapsed" : row.status) + "\n" + (row.evidence_on ? wm.t("dashboard.due.evidence", { date: row.evidence_on }) : wm.t("dashboard.due.no_evidence"));
    return wm.el("li", {}, wm.el("a", { class: "line", href: "/cases/" + encodeURIComponent(row.case_id), title: title }, mark,
      wm.el("span", { class: "line-name" }, wm.el("b", {}, row.county || wm.t("dashboard.counties.nobody")), " " + row.label),
      wm.el("span", { class: "line-when" + (days < 0 ? " past" : "") }, row.deadline, wm.el("small", {}, when))));
  }

  /* ---- newest changes ---- */

  function changes(board) {
    const rows = board.changes.map((change) => (change.kind === "notice" ? noticeLine(change) : eventLine(change)));
    wm.byId("changes").replaceChildren(...(rows.length ? rows : [wm.el("li", { class: "muted" }, wm.t("dashboard.changes.none"))]));
  }

  const day = (iso) => wm.localTime(iso).slice(5, 16);

  function noticeLine(change) {
    return wm.el("li", {}, wm.el("a", { class: "line", href: "/notices/" + encodeURIComponent(change.notice_id) },
      wm.el("time", {}, day(change.recorded_at)),
      wm.el("span", { class: "line-name", title: change.title }, change.title),
      wm.el("span", { class: "line-what" }, wm.t("dashboard.changes.notice", { n: change.cases }), change.issued_on ? wm.el("small", {}, wm.t("dashboard.changes.issued", { date: change.issued_on })) : null)));
  }

  function eventLine(change) {
    const isStatus = change.field === "status" || change.field === "case_status";
    const show = (value) => (isStatus ? (value ? wm.el("span", { class: "mini-status" }, wm.symbol(value, 15), wm.status(value)) : null) : value || wm.t("dashboard.changes.no_deadline"));
    const what = change.after || change.before ? [isStatus ? null : wm.label("pages.field", change.field) + " ", change.before ? show(change.before) : null, change.before ? " → " : null, show(change.after)] : [];
    return wm.el("li", {}, wm.el("a", { class: "line", href: "/cases/" + encodeURIComponent(change.case_id), title: change.note || null },
      wm.el("time", {}, day(change.recorded_at)),
      wm.el("span", { class: "line-name" }, wm.el("b", {}, change.county || ""), " " + change.label),
      wm.el("span", { class: "line-what" }, wm.el("span", { class: "muted" }, (change.name || wm.label("pages.event", change.kind)) + " "), what, wm.el("small", {}, change.actor))));
  }

  function monthName(today) {
    const [year, month] = today.split("-");
    return wm.t("dashboard.month.name", { year: year, month: Number(month) });
  }

  /* ---- the meeting room: larger, without what nobody there can click ---- */

  const page = wm.byId("content");
  const wall = wm.byId("wall");

  function setWall(on) {
    document.body.classList.toggle("wall", on);
    wm.ready.then(() => { wall.textContent = wm.t(on ? "dashboard.leave_full_screen" : "dashboard.full_screen"); });
    tick();
    if (shown) draw(shown);
  }

  wall.addEventListener("click", async () => {
    const on = !document.body.classList.contains("wall");
    wm.state.remember("wall", on ? "1" : null);
    if (on && page.requestFullscreen) await page.requestFullscreen().catch(() => null);  // refused: large in its window all the same
    if (!on && document.fullscreenElement) await document.exitFullscreen().catch(() => null);
    setWall(on);
  });
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement || !document.body.classList.contains("wall")) return;
    wm.state.remember("wall", null);
    setWall(false);
  });

  function tick() {
    const today = wm.localTime(new Date().toISOString()).slice(0, 10);
    set(wm.byId("clock"), wm.t("dashboard.clock.now", { date: today, time: clock() }));
  }

  /* ---- filters: one open at a time; a click elsewhere or Escape closes it ---- */

  const picks = [...document.querySelectorAll(".pick")];
  for (const pick of picks) pick.addEventListener("toggle", () => { if (pick.open) picks.forEach((other) => { if (other !== pick) other.open = false; }); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".pick")) picks.forEach((pick) => { pick.open = false; }); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pick of picks) if (pick.open) { pick.open = false; pick.querySelector("summary").focus(); }
  });

  function countChosen() {
    for (const pick of picks) {
      const words = pick.dataset.facet === "flags" ? ["overdue", "lapsed"] : [pick.dataset.facet];
      const chosen = words.reduce((sum, word) => sum + wm.state.get(word).length, 0);
      set(pick.querySelector("b"), chosen ? String(chosen) : "");
      pick.classList.toggle("chosen", chosen > 0);
    }
  }

  /* ---- wiring ---- */

  wm.state.onChange(() => { countChosen(); renew(); });
  countChosen();
  if (wm.state.own("wall")) setWall(true);
  wm.ready.then(tick);
  addEventListener("resize", () => { if (shown) wm.fitWall(shown); });
  setInterval(tick, 10000);
  setInterval(() => { if (!document.hidden) renew(); }, RENEW_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  wm.renew = renew;
  addEventListener("DOMContentLoaded", renew);  // the chart library stands by then
})(window.wm);
