/* The right side: the selection as a list, and the detail of one site or of one place that several cases share. */
(function (wm) {
  "use strict";
  const PAGE = 50;
  const LISTS = ["all", "unlocated", "not_spatial"];
  const askList = wm.asker(), askDetail = wm.asker();
  const narrow = matchMedia("(max-width: 860px)");
  let offset = 0, cameFrom = null;

  /* ---- list ---- */

  const currentList = () => (LISTS.includes(wm.state.own("list")) ? wm.state.own("list") : "all");

  function listQuery(from) {
    const extra = { limit: PAGE, offset: from };
    if (currentList() === "unlocated") Object.assign(extra, { located: "0", spatial: "1" });
    if (currentList() === "not_spatial") extra.spatial = "0";
    return wm.state.query(extra);
  }

  async function loadList(more) {
    const from = more ? offset : 0;
    try {
      const page = await askList("/api/list?" + listQuery(from));
      await wm.ready;
      if (page) showPage(page, from);
    } catch (error) {
      await wm.ready.catch(() => null);
      wm.complain(error, () => loadList(more));
    }
  }

  function showPage(page, from) {
    const list = wm.byId("items");
    const items = page.features.map(listItem);
    if (from === 0) list.replaceChildren(...items);
    else list.append(...items);
    if (from > 0 && items.length) items[0].firstElementChild.focus();
    offset = from + page.features.length;
    const rest = page.numberMatched - offset;
    wm.byId("more").hidden = rest <= 0;
    wm.byId("more").textContent = wm.t("map.list.more", { n: wm.number(Math.min(PAGE, rest)), rest: wm.number(rest) });
    const none = wm.byId("none");
    none.hidden = page.numberMatched > 0;
    none.textContent = wm.t("map.list.none_" + currentList());
    markTabs();
  }

  function markTabs() {
    for (const name of LISTS) {
      const tab = wm.byId("list-" + name);
      const chosen = name === currentList();
      tab.setAttribute("aria-pressed", String(chosen));
      const summary = wm.summary;
      if (!summary) continue;
      const counts = name === "all" ? summary.total : summary[name];
      tab.querySelector(".figure").textContent = name === "unlocated" ? wm.t("map.unit.sites", { n: wm.number(counts.sites) }) : wm.t("map.unit.cases", { n: wm.number(counts.cases) });
    }
  }

  function listItem(p) {
    const open = (event) => { cameFrom = event.currentTarget; wm.openSite(p.fid, true); };
    return wm.el("li", {}, wm.el("button", { type: "button", class: "item", "data-fid": p.fid, onclick: open, onkeydown: arrows },
      wm.symbol(p.status, 26, flagOf(p)),
      wm.el("span", { class: "item-text" },
        wm.el("span", { class: "item-name" }, titleOf(p)),
        wm.el("span", { class: "item-facts" }, [p.no && wm.caseNumber(p.no), wm.status(p.status), p.county, p.deadline && wm.t("map.list.due", { date: p.deadline })].filter(Boolean).join(" · ")),
        wm.state.get("zone").length ? zoneNotes(p) : null,
        wm.el("span", { class: "item-problem" }, p.problem || ""))));
  }

  /** With a zone chosen, the list says of each site how it stands to that zone. */
  function zoneNotes(p) {
    const asked = wm.state.get("zone").map((value) => value.split(":")[0]);
    return (p.zones || []).filter((zone) => asked.includes(zone.layer)).map((zone) => wm.el("span", { class: "item-facts" }, zoneFigures(zone), decides(zone)));
  }

  /** What would decide an answer that nobody can give yet, on a line of its own. */
  const decides = (zone) => (zone.decides ? wm.el("span", { class: "zone-decides" }, zone.decides) : null);

  /** 不能判定 · 距界线 -350 米 ± 1.2 公里 */
  function zoneFigures(zone) {
    if (!zone.verdict) return zone.label;
    const signed = (zone.distance_m < 0 ? "-" : "") + wm.distance(Math.abs(zone.distance_m));
    return zone.label + " · " + wm.t("map.zone.distance", { distance: signed, uncertainty: wm.distance(zone.uncertainty_m) });
  }

  const flagOf = (p) => (p.overdue ? "overdue" : p.lapsed ? "lapsed" : null);

  function titleOf(p) {
    if (p.name) return p.name;
    if (p.problem) return wm.headline(p.problem);
    return p.no ? wm.caseNumber(p.no) : wm.t("map.list.case");
  }

  /** Arrow keys walk through the list; Tab leaves it as usual. */
  function arrows(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...wm.byId("items").querySelectorAll(".item")];
    const next = all[all.indexOf(event.currentTarget) + step];
    if (next) { event.preventDefault(); next.focus(); }
  }

  wm.showList = function (name) {
    wm.state.remember("list", name === "all" ? null : name);
    closeDetail(false);
    showTab("list");
    loadList(false);
    wm.byId("list-" + name).focus();
  };

  /* ---- detail ---- */

  /** Open the detail of a feature. `move` brings its place into view. */
  wm.openSite = async function (fid, move) {
    wm.selected = { fid: fid };
    wm.state.remember("place", null);
    wm.state.remember("section", null);
    wm.clearPath();
    wm.state.remember("fid", fid);
    let site = null;
    await showDetail("/api/sites/" + encodeURIComponent(fid), (p) => {
      site = p;
      return siteDetail(p);
    }, () => wm.openSite(fid, move));
    if (!site || typeof site.lat !== "number") return;
    if (move) bringIntoView(site);
    else keepInView(site);
  };

  /** Open the list of the features that share one drawn place. */
  wm.openPlace = async function (key, symbol) {
    wm.selected = { place: key };
    wm.state.remember("fid", null);
    wm.state.remember("section", null);
    wm.clearPath();
    wm.state.remember("place", key);
    await showDetail("/api/places/" + encodeURIComponent(key) + "?" + wm.state.query(), (answer) => placeDetail(answer.features, symbol), () => wm.openPlace(key, symbol));
    if (symbol) keepInView(symbol);
  };

  /** List the members of a cluster that no zooming can part. */
  wm.openWindow = async function (symbol) {
    wm.selected = null;
    const edge = 0.00002;
    const box = [symbol.bbox[0] - edge, symbol.bbox[1] - edge, symbol.bbox[2] + edge, symbol.bbox[3] + edge];
    const query = wm.state.query({ bbox: box.map((side) => side.toFixed(7)).join(","), limit: 200 });
    await showDetail("/api/list?" + query, (answer) => placeDetail(answer.features, symbol), () => wm.openWindow(symbol));
  };

  async function showDetail(url, build, again) {
    await wm.ready;
    if (wm.markSelected) wm.markSelected();
    try {
      const answer = await askDetail(url);
      if (!answer) return;
      wm.byId("detail-body").replaceChildren(...build(answer).filter(Boolean));
      document.body.classList.add("has-detail");
      wm.byId("tab-detail").disabled = false;
      wm.byId("detail").hidden = false;
      showTab("detail");
      wm.byId("detail").scrollTop = 0;
      wm.byId("detail-body").querySelector("h2").focus({ preventScroll: true });
      if (wm.markSelected) wm.markSelected();
    } catch (error) {
      wm.complain(error, again);
    }
  }

  wm.showDetail = showDetail;
  wm.bringIntoView = bringIntoView;

  function bringIntoView(p) {
    if (typeof p.lon !== "number" || typeof p.lat !== "number") return;
    const geometry = p.place && !/Point$/.test(p.place.type) ? L.geoJSON(p.place).getBounds() : null;
    const at = L.latLng(p.lat, p.lon);
    const bounds = geometry && geometry.isValid() ? geometry : at.toBounds(20);
    const zoom = geometry ? 13 : Math.max(wm.map.getZoom(), zoomFor(p));
    wm.map.fitBounds(bounds, { maxZoom: zoom, paddingTopLeft: [40, 40], paddingBottomRight: [40, 40 + coveredHeight()] });
  }

  /** Move no more than needed: what was clicked must not lie under the sheet. */
  function keepInView(at) {
    wm.map.panInside([at.lat, at.lon], { paddingTopLeft: [60, 40], paddingBottomRight: [40, 40 + coveredHeight()] });
  }

  /** How much of the map the phone's sheet covers; the map learns first how high it is by now, under the headline. */
  function coveredHeight() {
    wm.map.invalidateSize({ pan: false, debounceMoveend: true });
    return narrow.matches && document.body.dataset.tab ? wm.byId("side").offsetHeight : 0;
  }

  /** As close as the accuracy allows: the uncertain circle stays on the screen. */
  function zoomFor(p) {
    const metres = Math.max(200, p.coordinateUncertaintyInMeters || p.accuracy_m || 200);
    return Math.max(8, Math.min(15, Math.floor(Math.log2(40075016 / metres) - 1)));
  }

  function siteDetail(p) {
    return [
      wm.el("h2", { tabindex: "-1" }, titleOf(p)),
      wm.el("p", { class: "status-line" }, wm.symbol(p.status, 28, null), wm.el("strong", {}, wm.status(p.status)), flagNote(p)),
      facts(p),
      sentence(p),
      passage("map.detail.problem", p.problem),
      passage("map.detail.rectification", p.rectification),
      position(p),
      zones(p),
      wm.traceBlock(p),
      links(p),
    ];
  }

  function flagNote(p) {
    const flag = flagOf(p);
    if (!flag) return null;
    const when = p.evidence_on || p.issued_on || wm.t("map.detail.no_date");
    return wm.el("span", { class: "flag-note " + flag }, wm.flagSymbol(flag, 20), wm.status(flag), wm.el("small", {}, wm.t("map.detail." + flag + "_since", { date: when })));
  }

  function facts(p) {
    const rows = [
      ["map.detail.no", p.no], ["map.detail.county", p.county], ["map.detail.deadline", p.deadline], ["map.detail.lead_unit", p.lead_unit],
      ["map.detail.kind", p.kind && wm.label("words.kind", p.kind)], ["map.detail.campaign", p.campaign && wm.label("words.campaign", p.campaign)],
      ["map.detail.case_status", p.case_status && p.case_status !== p.status ? wm.status(p.case_status) : null],
    ];
    return wm.el("dl", { class: "facts" }, rows.filter((row) => row[1]).map(([key, value]) => [wm.el("dt", {}, wm.t(key)), wm.el("dd", {}, value)]).flat());
  }

  /** The words that put the site on the map, as they stand in the notice. */
  function sentence(p) {
    const quotes = [p.quote, p.status_quote].filter((quote, i, all) => quote && quote.exact && (i === 0 || !all[0] || !(quote.start === all[0].start && quote.end === all[0].end)));
    if (!quotes.length) return null;
    return wm.el("section", {}, wm.el("h3", {}, wm.t("map.detail.sentence")), quotes.map((quote) => wm.el("blockquote", {},
      wm.el("p", {}, wm.el("span", { class: "muted" }, quote.before === undefined ? "…" + (quote.prefix || "") : quote.before), wm.el("mark", {}, quote.exact), wm.el("span", { class: "muted" }, quote.after === undefined ? (quote.suffix || "") + "…" : quote.after)),
      wm.el("footer", {}, wm.link(quoteAddress(p, quote), wm.t("map.detail.in_notice", { title: p.notice_title || "" })), p.issued_on ? wm.el("span", { class: "muted" }, p.issued_on) : null))));
  }

  const quoteAddress = (p, quote) => "/notices/" + encodeURIComponent(p.notice_id) + "#q-" + quote.start + "-" + quote.end;

  function passage(key, text) {
    return text ? wm.el("section", {}, wm.el("h3", {}, wm.t(key)), wm.el("p", { class: "passage" }, text)) : null;
  }

  /** Accuracy in words and how the place was found: the reader must be able to doubt it. */
  function position(p) {
    const metres = p.coordinateUncertaintyInMeters || p.accuracy_m;
    const reason = p.georeferenceRemarks || p.remarks;
    const lines = [];
    if (metres) lines.push(wm.el("p", {}, wm.t("map.detail.accuracy", { distance: wm.distance(metres) })));
    else lines.push(wm.el("p", {}, wm.t(p.spatial === false ? "map.detail.not_spatial" : "map.detail.not_located")));
    const rows = [
      ["map.detail.basis", p.basis && wm.label("words.basis", p.basis)], ["map.detail.protocol", p.georeferenceProtocol || p.protocol],
      ["map.detail.source", p.source], ["map.detail.remarks", reason], ["map.detail.candidates", (p.candidates || []).join(wm.t("words.sep.clause"))],
    ];
    lines.push(wm.el("dl", { class: "facts" }, rows.filter((row) => row[1]).map(([key, value]) => [wm.el("dt", {}, wm.t(key)), wm.el("dd", {}, value)]).flat()));
    if (metres) lines.push(wm.el("button", { type: "button", class: "quiet", onclick: () => { bringIntoView(p); if (narrow.matches) showTab(null); } }, wm.t("map.detail.zoom")));
    return wm.el("section", {}, wm.el("h3", {}, wm.t("map.detail.position")), lines);
  }

  /** Inside, outside or not to be decided, with what would decide it. */
  function zones(p) {
    if (!(p.zones || []).length) return null;
    return wm.el("section", {}, wm.el("h3", {}, wm.t("map.zone.title")), p.zones.map((zone) => wm.el("p", { class: "zone-line" },
      wm.el("span", { class: "muted" }, zone.title), wm.el("br"), zoneFigures(zone), decides(zone))));
  }

  function links(p) {
    return wm.el("p", { class: "actions" },
      wm.el("a", { class: "button", href: "/cases/" + encodeURIComponent(p.case_id) }, wm.t("map.detail.dossier")),
      wm.el("a", { class: "button", href: "/notices/" + encodeURIComponent(p.notice_id) }, wm.t("map.detail.notice")));
  }

  function placeDetail(features, symbol) {
    const cases = new Set(features.map((p) => p.case_id)).size;
    const name = (symbol && symbol.name) || (features[0] && features[0].name) || wm.t("map.detail.here");
    return [
      wm.el("h2", { tabindex: "-1" }, name),
      wm.el("p", {}, wm.t("map.detail.share", { sites: features.length, cases: cases })),
      wm.el("ul", { class: "items" }, features.map(listItem)),
    ];
  }

  function closeDetail(giveBackFocus) {
    askDetail.cancel();
    wm.selected = null;
    for (const word of ["fid", "place", "section"]) wm.state.remember(word, null);
    wm.clearPath();
    document.body.classList.remove("has-detail");
    wm.byId("tab-detail").disabled = true;
    wm.byId("detail").hidden = true;
    if (wm.markSelected) wm.markSelected();
    if (document.body.dataset.tab === "detail") showTab(narrow.matches ? null : "list");
    if (!giveBackFocus) return;
    const back = cameFrom && document.contains(cameFrom) ? cameFrom : wm.byId("items").querySelector(".item");
    if (back) back.focus({ preventScroll: false });
  }

  /* ---- phone: one sheet with three tabs; on a wide screen all of it stands beside the map ---- */

  function showTab(name) {
    if (name) document.body.dataset.tab = name;
    else delete document.body.dataset.tab;
    for (const tab of document.querySelectorAll("#tabs button")) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
  }

  function wire() {
    for (const name of LISTS) wm.byId("list-" + name).addEventListener("click", () => wm.showList(name));
    wm.byId("more").addEventListener("click", () => loadList(true));
    wm.byId("back").addEventListener("click", () => closeDetail(true));
    for (const tab of document.querySelectorAll("#tabs button")) {
      tab.addEventListener("click", () => showTab(document.body.dataset.tab === tab.dataset.tab ? null : tab.dataset.tab));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!wm.byId("detail").hidden) closeDetail(true);
      else if (narrow.matches) showTab(null);
    });
    document.addEventListener("summary", markTabs);
    wm.state.onChange(() => loadList(false));
  }

  wire();
  wm.firstSymbols.then(() => {
    loadList(false);
    wm.map.on("click", () => { if (narrow.matches) showTab(null); });
    const fid = wm.state.own("fid"), place = wm.state.own("place");
    if (fid) wm.openSite(fid, !wm.state.position());
    else if (place) wm.openPlace(place, null);
  });
})(window.wm);
