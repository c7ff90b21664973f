/* Monitoring sections in the panel: what was observed, the class by the standard, a chart with its table, the cases
   above; and for a site the way down its river. The chart (trend.js) and its library come when they are needed. */
(function (wm) {
  "use strict";
  const askUpstream = wm.asker(), askTrace = wm.asker();
  let drawn = null, around = null;

  /* ---- the panel of a section ---- */

  /** Open the panel of a section. */
  wm.openSection = async function (key) {
    wm.selected = null;
    wm.state.remember("fid", null);
    wm.state.remember("place", null);
    wm.state.remember("section", key);
    clearPath();
    let shown = null;
    const build = (page) => { shown = page; return sectionDetail(page); };
    await wm.showDetail("/api/sections/" + encodeURIComponent(key).replace(/%2F/g, "/"), build, () => wm.openSection(key));
    if (shown) showPlace(shown.position);  // only now is it known how much of the map the phone's sheet covers
  };

  /** The button that the popup of a section on the map carries. */
  wm.sectionButton = function (properties) {
    if (properties.type !== "monitoring_section" || !properties.key) return null;
    return wm.el("button", { type: "button", class: "button section-open", onclick: () => { wm.map.closePopup(); wm.openSection(properties.key); } }, wm.t("monitoring.panel.open"));
  };

  function sectionDetail(page) {
    return [
      wm.el("h2", { tabindex: "-1" }, page.name),
      verdict(page),
      facts(page),
      ...charts(page),
      table(page),
      wm.el("p", { class: "muted note" }, page.standard.title),
      above(page),
    ];
  }

  function verdict(page) {
    const newest = page.verdicts[0];
    if (!newest) return wm.el("p", {}, wm.t(page.observations.length ? "monitoring.panel.no_class" : "monitoring.panel.nothing"));
    return wm.el("p", { class: "section-verdict" },
      wm.el("strong", {}, newest.class_label), wm.el("span", {}, newest.quality),
      wm.el("span", { class: "muted" }, wm.t(newest.items.length > 1 ? "monitoring.panel.by" : "monitoring.panel.by_one", { period: periodText(newest.period), items: newest.items.join(wm.t("words.sep.list")), deciding: newest.deciding.join(wm.t("words.sep.list")) })));
  }

  function facts(page) {
    const at = page.position;
    const rows = [
      ["monitoring.panel.water", [page.water_name, page.water_label].filter(Boolean).join(" · ")],
      ["map.detail.position", at && at.accuracy_m && wm.t("map.detail.within", { distance: wm.distance(at.accuracy_m) })],
      ["map.detail.remarks", at && at.remarks],
    ];
    return wm.el("dl", { class: "facts" }, rows.filter((row) => row[1]).map(([key, value]) => [wm.el("dt", {}, wm.t(key)), wm.el("dd", {}, value)]).flat());
  }

  /** The period as printed, with the days when they had to be inferred. */
  function periodText(period) {
    const words = period.words || [period.first, period.last].filter(Boolean).join("—");
    return period.inferred ? wm.t("monitoring.panel.inferred", { period: words, first: period.first, last: period.last }) : words;
  }

  /* ---- the chart ---- */

  /** Each series with room for its chart; library and chart come now, from the addresses that the answer tells. */
  function charts(page) {
    const all = page.series.map((series) => ({ series: series, place: wm.el("div", { class: "trend", role: "img", "aria-label": spoken(series) }) }));
    const drawn = all.length ? page.scripts.reduce((before, file) => before.then(() => load(file)), Promise.resolve()) : null;
    if (drawn) drawn.then(() => requestAnimationFrame(() => all.forEach((one) => one.place.isConnected && wm.drawTrend(one.place, one.series)))).catch(() => all.forEach((one) => one.place.replaceWith(wm.el("p", { class: "muted" }, wm.t("monitoring.panel.no_chart")))));
    return all.map((one) => {
      const keys = ["value"].concat(one.series.points.some((p) => p.target !== null) ? "target" : []);
      return wm.el("section", {}, wm.el("h3", {}, one.series.unit ? wm.t("monitoring.panel.trend", { item: one.series.name, unit: one.series.unit }) : one.series.name),
        wm.el("figure", { class: "trend-figure" }, one.place, wm.el("figcaption", { class: "muted" }, keys.map((key) => wm.el("span", { class: "trend-key " + key }, wm.t("monitoring.panel." + key))))));
    });
  }

  const loaded = {};
  function load(file) {
    loaded[file.url] = loaded[file.url] || new Promise((resolve, reject) => {
      document.head.append(wm.el("script", Object.assign({ src: file.url, onload: resolve, onerror: () => { delete loaded[file.url]; reject(); } }, file.integrity && { integrity: file.integrity })));
    });
    return loaded[file.url];
  }

  function spoken(series) {
    const points = series.points, last = points[points.length - 1];
    return wm.t("monitoring.panel.spoken", { item: series.name, n: points.length, first: points[0].first, last: last.last, value: last.value, unit: series.unit });
  }

  /* ---- the table: every value with its evidence ---- */

  function table(page) {
    if (!page.observations.length) return null;
    const heads = ["period", "value", "evidence"].map((name) => wm.el("th", { scope: "col" }, wm.t("monitoring.panel.head_" + name)));
    return wm.el("section", {}, wm.el("h3", {}, wm.t("monitoring.panel.observations", { n: page.observations.length })),
      wm.el("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": wm.t("monitoring.panel.observations", { n: page.observations.length }) },
        wm.el("table", { class: "observations" }, wm.el("thead", {}, wm.el("tr", {}, heads)), wm.el("tbody", {}, page.observations.map(row)))));
  }

  function row(one) {
    const value = one.value === null ? one.stated : (one.below ? "<" : "") + one.value + " " + (one.unit || "");
    const judged = [one.value === null ? null : one.class_label, target(one)].filter(Boolean).join(" · ");
    const how = one.matched_by && one.matched_by !== "name" && one.matched_by !== "row" ? one.matched_label : one.remark;
    return wm.el("tr", {},
      wm.el("td", {}, one.period.words, one.period.inferred && small(wm.t("monitoring.panel.inferred_days", one.period))),
      wm.el("td", {}, wm.el("span", { class: "muted" }, one.item_name + " "), value, judged && wm.el("strong", { class: "judged" }, judged)),
      wm.el("td", {}, evidence(one), how && small(how)));
  }

  const small = (words) => wm.el("small", { class: "muted" }, words);

  /** The target and whether it was reached: compared by us, or in the source's own word. */
  function target(one) {
    const value = one.target !== null ? one.target + " " + (one.unit || "") : one.target_label || "";
    if (one.reached === null) return value && wm.t("monitoring.panel.aim", { target: value });
    return wm.t(one.reached ? "monitoring.panel.reached" : "monitoring.panel.missed", { target: value });
  }

  function evidence(one) {
    const found = one.evidence;
    if (!found) return null;
    if (found.kind === "notice") return wm.link(found.href, wm.t("monitoring.panel.sentence"));
    const words = wm.t("monitoring.panel.row", { file: found.file, row: found.row });
    return wm.el("span", { title: found.cells.join(" | ") }, wm.link(found.href, words));
  }

  /* ---- upstream ---- */

  function above(page) {
    const place = wm.el("section", {}, wm.el("h3", {}, wm.t("network.panel.above")));
    askUpstream("/api/upstream/" + encodeURIComponent(page.key).replace(/%2F/g, "/"))
      .then((answer) => { if (answer) place.append(...catchment(answer)); })
      .catch((error) => place.append(wm.el("p", { class: "muted" }, error.message)));
    return place;
  }

  function catchment(answer) {
    showPath([answer.lines]);
    const items = answer.cases.map((one) => wm.el("li", {}, wm.el("button", { type: "button", class: "item", onclick: () => wm.openSite(one.fid, true) },
      wm.symbol(one.status, 26, null),
      wm.el("span", { class: "item-text" }, wm.el("span", { class: "item-name" }, one.name || one.case_id),
        wm.el("span", { class: "item-facts" }, [one.relation_label, distance(one), one.certain ? null : wm.t("network.panel.perhaps")].filter(Boolean).join(" · ")),
        one.remark && wm.el("span", { class: "item-problem" }, one.remark)))));
    return [items.length ? wm.el("ul", { class: "items" }, items) : wm.el("p", {}, wm.t("network.panel.none")), ...reasons(answer.reasons), note(answer)];
  }

  const reasons = (sentences) => sentences.map((sentence) => wm.el("p", { class: "muted" }, wm.t("network.panel.cannot", { reason: sentence })));
  const note = (answer) => wm.el("p", { class: "muted note" }, answer.note);

  function distance(one) {
    if (one.distance_m === null) return wm.t("network.panel.unknown");
    return wm.t("network.panel.distance", { distance: wm.distance(one.distance_m), doubt: wm.distance(one.uncertainty_m) });
  }

  /* ---- downstream from a site ---- */

  /** The part of a site's panel that follows the water; asked for by a click, for most cases have none. */
  wm.traceBlock = function (p) {
    if (!p.site_id || typeof p.lat !== "number") return null;
    const place = wm.el("section", {}, wm.el("h3", {}, wm.t("network.panel.below")));
    const ask = wm.el("button", { type: "button", class: "quiet", onclick: () => follow(p, place, ask) }, wm.t("network.panel.follow"));
    place.append(ask);
    return place;
  };

  async function follow(p, place, button) {
    try {
      const answer = await askTrace("/api/trace/" + encodeURIComponent(p.case_id));
      const site = answer && answer.sites.find((one) => one.site_id === p.site_id);
      if (!answer) return;
      const hits = site ? site.hits : [];
      const lines = hits.map((hit) => wm.el("p", {},
        wm.el("button", { type: "button", class: "figure-link", onclick: () => wm.openSection(hit.section.key) }, hit.section.name),
        " ", [hit.relation_label, hit.relation === "same_lake" ? null : distance(hit), hit.via.join(" → ")].filter(Boolean).join(" · ")));
      button.replaceWith(...lines, ...reasons(site ? site.reasons : answer.reasons), note(answer));
      showPath(hits.map((hit) => hit.path));
    } catch (error) {
      wm.complain(error, () => follow(p, place, button));
    }
  }

  /* ---- the way on the map ---- */

  function showPath(geometries) {
    if (drawn) drawn.remove();
    drawn = null;
    const known = geometries.filter(Boolean);
    if (!known.length) return;
    const colour = wm.palette.surface.accent;
    drawn = L.geoJSON({ type: "GeometryCollection", geometries: known }, { interactive: false, style: { color: colour, weight: 5, opacity: 0.75, fill: false } }).addTo(wm.map);
  }

  /** Where the section is, and how well that is known: its symbol on the map is a point all the same. */
  function showPlace(at) {
    if (!at) return;
    wm.bringIntoView(at);
    if (!(at.accuracy_m > 100)) return;
    const style = { interactive: false, radius: at.accuracy_m, color: wm.palette.surface.accent, weight: 1.5, dashArray: "6 5", fillOpacity: 0.06 };
    around = L.circle([at.lat, at.lon], style).addTo(wm.map);
  }

  function clearPath() {
    askUpstream.cancel();  // an answer that comes after its panel has gone is drawn no more
    askTrace.cancel();
    [drawn, around].forEach((shape) => shape && shape.remove());
    drawn = around = null;
  }
  wm.clearPath = clearPath;

  wm.firstSymbols.then(() => {
    const key = wm.state.own("section");
    if (key && !wm.state.own("fid") && !wm.state.own("place")) wm.openSection(key);
  });
})(window.wm);
