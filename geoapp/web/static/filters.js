/* The rail: filter and legend are one thing. Also the head line with the totals of the selection. */
(function (wm) {
  "use strict";
  const FACETS = ["status", "county", "kind", "campaign"];
  const VERDICTS = ["inside", "outside", "uncertain"];
  const ROWS_AT_FIRST = 12;
  const ask = wm.asker();
  const rows = new Map();      // "facet:value" -> the row's elements, kept so that focus survives new counts
  const expanded = new Set();  // facets whose long list is open

  async function load() {
    try {
      const summary = await ask("/api/summary?" + wm.state.query());
      await wm.ready;
      if (!summary) return;
      wm.summary = summary;
      fill(summary);
      if (wm.byId("total")) headline(summary);  // the dashboard has a head of its own
      document.dispatchEvent(new Event("summary"));
    } catch (error) {
      await wm.ready.catch(() => null);
      wm.complain(error, load);
    }
  }

  /* ---- the rail ---- */

  /** Legend and filter stand there before the first counts have come. */
  function fillEarly() {
    if (wm.summary) return;
    fillFacet("status", { facets: {} });
    fillFlags({ facets: {} });
  }

  function showCounts(row, counts) {
    row.cases.textContent = wm.summary ? wm.number(counts.cases) : "";
    row.sites.textContent = wm.summary ? wm.number(counts.sites) : "";
    row.label.classList.toggle("none", Boolean(wm.summary) && counts.cases === 0);
  }

  function fill(summary) {
    for (const facet of FACETS) fillFacet(facet, summary);
    fillFlags(summary);
    fillZones(summary);
    fillOthers();
    const hidden = summary.hidden.cases;
    const hides = wm.state.has("hide", "closed");
    wm.byId("clear").hidden = !wm.state.filtered();
    const toggle = wm.byId("show-closed");
    if (!toggle) return;
    toggle.checked = !hides;
    toggle.disabled = wm.state.get("status").length > 0;
    wm.byId("show-closed-text").textContent = hides
      ? wm.t("map.filter.show_closed", { cases: wm.number(hidden) })
      : wm.t("map.filter.closed_shown", { cases: wm.number(countOf(summary, "status", "closed").cases) });
  }

  const countOf = (summary, facet, value) => (summary.facets[facet] || {})[value] || { cases: 0, sites: 0 };

  function valuesOf(facet, summary) {
    if (facet === "status") return wm.statuses();
    const present = Object.keys(summary.facets[facet] || {});
    for (const chosen of wm.state.get(facet)) if (!present.includes(chosen)) present.push(chosen);
    return present.sort((a, b) => countOf(summary, facet, b).cases - countOf(summary, facet, a).cases || a.localeCompare(b));
  }

  function fillFacet(facet, summary) {
    const values = valuesOf(facet, summary);
    const most = Math.max(1, ...values.map((value) => countOf(summary, facet, value).cases));
    const shown = facet === "status" || expanded.has(facet) ? values : values.filter((value, i) => i < ROWS_AT_FIRST || wm.state.has(facet, value));
    const elements = shown.map((value) => {
      const row = rowOf(facet, value, summary);
      const counts = countOf(summary, facet, value);
      const hiddenNow = facet === "status" && !wm.state.get("status").length && wm.state.has("hide", value);
      row.input.checked = wm.state.has(facet, value);
      showCounts(row, counts);
      row.bar.style.width = Math.round((counts.cases / most) * 100) + "%";
      row.label.classList.toggle("hidden-now", hiddenNow);
      return row.label;
    });
    if (values.length > shown.length) elements.push(moreButton(facet, summary, values.length));
    keepFocus(() => wm.fill(wm.byId("facet-" + facet), elements));
  }

  function moreButton(facet, summary, count) {
    const open = () => { expanded.add(facet); fillFacet(facet, summary); };
    return wm.el("button", { type: "button", class: "quiet", onclick: open }, wm.t("map.filter.all_of", { n: count }));
  }

  function rowOf(facet, value, summary) {
    const key = facet + ":" + value;
    if (rows.has(key)) return rows.get(key);
    const row = {
      input: wm.el("input", { type: "checkbox", name: facet, value: value, onchange: () => wm.state.toggle(facet, value) }),
      cases: wm.el("span", { class: "figure" }), sites: wm.el("span", { class: "figure sites" }), bar: wm.el("i", { class: "bar" }),
    };
    row.label = wm.el("label", { class: "choice" }, row.input,
      facet === "status" && wm.symbol(value, 22),
      wm.el("span", { class: "choice-name" }, nameOf(facet, value, summary), row.bar), row.cases, row.sites);
    rows.set(key, row);
    return row;
  }

  function nameOf(facet, value, summary) {
    if (facet === "status") return wm.status(value);
    if (facet === "county") return (summary.counties && summary.counties[value]) || value;
    return wm.label("words." + facet, value);
  }

  /** 逾期 and 到期未见销号信息 exclude each other, so choosing one lets the other go. */
  function fillFlags(summary) {
    const flags = ["overdue", "lapsed"];
    const elements = flags.map((flag) => {
      const key = "flag:" + flag;
      if (!rows.has(key)) rows.set(key, flagRow(flag, flags.find((other) => other !== flag)));
      const row = rows.get(key);
      const counts = countOf(summary, flag, "1");
      row.input.checked = wm.state.has(flag, "1");
      showCounts(row, counts);
      return row.label;
    });
    keepFocus(() => wm.fill(wm.byId("facet-flags"), elements));
  }

  function flagRow(flag, other) {
    const change = () => wm.state.change({ [flag]: wm.state.has(flag, "1") ? [] : ["1"], [other]: [] });
    const row = {
      input: wm.el("input", { type: "checkbox", name: flag, value: "1", onchange: change }),
      cases: wm.el("span", { class: "figure" }), sites: wm.el("span", { class: "figure sites" }),
    };
    row.label = wm.el("label", { class: "choice", title: wm.t("map.filter." + flag + "_means") }, row.input, wm.flagSymbol(flag, 20),
      wm.el("span", { class: "choice-name" }, wm.status(flag)), row.cases, row.sites);
    return row;
  }

  /** Each zone with its three answers. The block stays closed until somebody asks, or a link did. */
  function fillZones(summary) {
    const block = wm.byId("zones");
    const zones = Object.entries(summary.zones || {});
    block.hidden = !zones.length;
    if (wm.state.get("zone").length && !block.classList.contains("pick")) block.open = true;
    const elements = zones.flatMap(([id, title]) => [wm.el("p", { class: "muted" }, title), ...VERDICTS.map((verdict) => zoneRow(id, verdict, summary))]);
    keepFocus(() => wm.fill(wm.byId("facet-zone"), elements));
  }

  function zoneRow(id, verdict, summary) {
    const value = id + ":" + verdict;
    const key = "zone:" + value;
    if (!rows.has(key)) {
      const made = {
        input: wm.el("input", { type: "checkbox", name: "zone", value: value, onchange: () => toggleZone(id, verdict) }),
        cases: wm.el("span", { class: "figure" }), sites: wm.el("span", { class: "figure sites" }),
      };
      made.label = wm.el("label", { class: "choice" }, made.input, wm.el("span", { class: "choice-name" }, wm.label("words.zone", verdict)), made.cases, made.sites);
      rows.set(key, made);
    }
    const row = rows.get(key);
    row.input.checked = chosenZones().includes(value);
    showCounts(row, countOf(summary, "zone:" + id, verdict));
    return row.label;
  }

  /** An address may name a zone without a verdict: that means inside. */
  const chosenZones = () => wm.state.get("zone").map((value) => (value.includes(":") ? value : value + ":inside"));

  function toggleZone(id, verdict) {
    const value = id + ":" + verdict, chosen = chosenZones();
    wm.state.set("zone", chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  }

  /** Filters that came with a link and have no control here: shown, and removable. */
  function fillOthers() {
    const chips = wm.state.others().map((word) => wm.el("button", { type: "button", class: "chip", onclick: () => wm.state.set(word, []) },
      wm.t("map.filter.other", { word: wm.label("map.word", word), value: wm.state.get(word).join(wm.t("map.unit.and")) })));
    wm.byId("others").replaceChildren(...chips);
  }

  function keepFocus(change) {
    const before = document.activeElement;
    change();
    if (before && before !== document.activeElement && document.contains(before)) before.focus({ preventScroll: true });
  }

  /* ---- the head line ---- */

  function headline(summary) {
    const say = (key, values) => wm.t("map.head." + key, values);
    wm.byId("total").textContent = say("total", figures(summary.total));
    wm.byId("on-map").textContent = say("on_map", figures(summary.located));
    listButton("unlocated", summary.unlocated);
    listButton("not_spatial", summary.not_spatial);
    const hidden = wm.byId("hidden-note");
    hidden.hidden = !summary.hidden.cases;
    const statuses = wm.state.get("hide").map(wm.status).join(wm.t("map.unit.and"));
    hidden.textContent = say("hidden", Object.assign({ statuses: statuses }, figures(summary.hidden)));
    wm.byId("data-time").textContent = summary.data_time ? say("data_time", { time: localTime(summary.data_time) }) : say("no_data_time");
    wm.byId("export").href = "/export/cases.geojson?" + wm.state.query();
    wm.byId("to-print").href = "/print?" + wm.state.query();
    wm.byId("live").textContent = say("live", figures(summary.total));
    const none = summary.notices === 0;
    wm.byId("empty-text").textContent = none ? wm.t("map.empty.store") : wm.t("map.empty.view");
    wm.byId("empty-clear").hidden = none || !wm.state.filtered();
  }

  const figures = (counts) => ({ cases: wm.number(counts.cases), sites: wm.number(counts.sites) });

  function listButton(list, counts) {
    const button = wm.byId("go-" + list);
    button.textContent = wm.t("map.head." + list, figures(counts));
    button.disabled = counts.cases === 0;
  }

  wm.localTime = localTime;
  wm.loadSummary = load;

  function localTime(iso) {
    const time = Date.parse(iso);
    if (isNaN(time)) return iso;
    const shanghai = new Date(time + 8 * 3600 * 1000);  // no summer time there
    return shanghai.toISOString().slice(0, 16).replace("T", " ");
  }

  /* ---- wiring ---- */

  let typing = null;
  const search = wm.byId("search");
  const asked = wm.state.get("q")[0] || "", early = search.value.trim();  // early: typed before this script came
  if (!early) search.value = asked;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => wm.state.set("q", search.value.trim() ? [search.value.trim()] : []), 300);
  });
  if (early && early !== asked) search.dispatchEvent(new Event("input"));
  const onClick = (id, act) => { if (wm.byId(id)) wm.byId(id).addEventListener("click", act); };
  if (wm.byId("show-closed")) wm.byId("show-closed").addEventListener("change", () => wm.state.toggle("hide", "closed"));
  onClick("hidden-note", () => wm.state.set("hide", []));
  for (const id of ["clear", "empty-clear"]) onClick(id, () => { search.value = ""; wm.state.clear(); });
  for (const list of ["unlocated", "not_spatial"]) onClick("go-" + list, () => wm.showList(list));
  onClick("print", () => print());

  wm.state.onChange(load);
  wm.firstSymbols.then(() => wm.ready).then(() => { fillEarly(); load(); });
})(window.wm);
