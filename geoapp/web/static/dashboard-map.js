"use strict";
/* The dashboard's map: counties shaded by a figure, the cases on top (map.js). What is opened here opens on the map page. */
(function (wm) {
  const STEPS = 5;
  let shape = null;       // the Leaflet layer of the counties
  let board = null;       // the newest answer
  let by = null;          // late | open | rate; chosen by the reader, else by what there is

  wm.state.keepPosition = () => null;  // the map shows what there is; its position is no part of the view
  wm.labels.tight = true;  // small map, short names: a name may fill its county

  /* ---- what map.js asks for ---- */

  wm.openSite = (fid) => { location.href = wm.mapHref({ fid: fid }); };
  wm.openPlace = (key) => { location.href = wm.mapHref({ place: key }); };
  wm.openWindow = (symbol) => { location.href = wm.mapHref({ bbox: symbol.bbox.join(",") }); };
  wm.sectionButton = () => null;

  /* ---- shading ---- */

  const VALUE = {
    late: (group) => group.overdue + group.lapsed,
    open: (group) => group.open,
    rate: (group) => (group.on_time + group.late + group.overdue ? Math.round((100 * group.on_time) / (group.closed + group.overdue)) : null),
  };

  wm.shaded = function (map, options) {
    new ResizeObserver(() => { map.invalidateSize({ animate: false }); wm.fitBoard(); }).observe(map.getContainer());
    const pane = map.createPane("shaded");
    pane.style.zIndex = options.pane;
    map.createPane("names").style.zIndex = 450;
    map.getPane("names").style.pointerEvents = "none";
    const renderer = L.svg({ pane: "shaded", padding: 0.4 });
    const layer = L.geoJSON(null, { pane: "shaded", style: (feature) => look(feature, renderer), onEachFeature: prepare });
    layer.on("add", async () => {
      await Promise.all([wm.ready, wm.firstSymbols]);
      try {
        layer.addData(await wm.asker()(options.url));
        shape = layer;
        if (board) wm.shade(board);
      } catch (error) {
        wm.complain(error, () => layer.fire("add"));
      }
    });
    return layer;
  };

  const codeOf = (feature) => feature.properties.code || (feature.properties.county_codes || [])[0] || String(feature.id);

  function prepare(feature, path) {
    path.on("click", () => {
      const code = codeOf(feature);
      if (board && board.shaded[code]) wm.state.toggle("county", code);
    });
    path.bindTooltip(() => tipOf(feature), { sticky: true, className: "shade-tip" });
  }

  function tipOf(feature) {
    const group = board && board.shaded[codeOf(feature)];
    const rows = group ? [["cases", group.cases], ["open", group.open], ["overdue", group.overdue], ["lapsed", group.lapsed], ["rate", wm.rateText(group)]] : [];
    return wm.el("div", {}, wm.el("strong", {}, feature.properties.name),
      group ? wm.el("dl", {}, rows.map(([key, value]) => [wm.el("dt", {}, wm.t("dashboard.counties." + key)), wm.el("dd", {}, String(value))]).flat())
        : wm.el("p", {}, wm.t("dashboard.map.no_cases")));
  }

  /** Shade the counties by the newest figures; only what differs is painted again. */
  wm.shade = function (answer) {
    board = answer;
    const groups = Object.values(board.shaded);
    if (!by) by = groups.some((group) => VALUE.late(group)) ? "late" : "open";
    for (const button of document.querySelectorAll("[data-shade]")) button.setAttribute("aria-pressed", String(button.dataset.shade === by));
    limits = limitsOf(groups.map(VALUE[by]).filter((value) => value !== null));
    legend();
    undrawn();
    if (!shape) return;
    if (!fitted) wm.fitBoard();
    shape.eachLayer((path) => {
      path.setStyle(look(path.feature));
      name(path);
    });
    wm.labels.refresh(wm.map);
  };

  let limits = [], fitted = false;

  /** Show the counties that have cases, as large as they fit. */
  wm.fitBoard = function () {
    const map = wm.map, bounds = L.latLngBounds([]);
    if (!map || !board || !shape ) return;
    shape.eachLayer((path) => { if (board.shaded[codeOf(path.feature)]) bounds.extend(path.getBounds()); });
    if (!bounds.isValid()) return;
    fitted = true;
    map.options.zoomSnap = 0.25;
    map.fitBounds(bounds, { padding: [14, 14], animate: false });
  };

  /** Upper ends of the classes: whole numbers that part the counties about evenly. */
  function limitsOf(values) {
    const sorted = values.map(Math.ceil).filter((value) => value > 0 || by === "rate").sort((a, b) => a - b);
    const ends = [];
    for (let i = 1; i <= STEPS; i++) {
      const end = sorted[Math.ceil((i * sorted.length) / STEPS) - 1];
      if (end !== undefined && end !== ends[ends.length - 1]) ends.push(end);
    }
    return ends;
  }

  /** The class of a value, 0 for none; a low rate is the dark end. */
  function stepOf(value) {
    if (value === null || value === undefined || (by !== "rate" && value === 0)) return 0;
    const at = limits.findIndex((limit) => value <= limit);
    const step = Math.max(1, Math.round(((at + 1) * STEPS) / limits.length));
    return by === "rate" ? STEPS + 1 - step : step;
  }

  function look(feature, renderer) {
    const group = board && board.shaded[codeOf(feature)];
    const step = group ? stepOf(VALUE[by](group)) : 0;
    const chosen = wm.state.has("county", codeOf(feature));
    const style = {
      fillColor: step ? wm.palette.shade.steps[step - 1] : wm.palette.surface.card, fillOpacity: group ? 0.95 : 0.45,
      color: chosen ? wm.palette.surface.accent : group ? wm.palette.shade.line : wm.palette.surface.line, weight: chosen ? 3 : group ? 1.2 : 0.6, opacity: 1,
    };
    if (renderer) style.renderer = renderer;
    return style;
  }

  function name(path) {
    const group = board.shaded[codeOf(path.feature)];
    if (!group) return;
    const value = by === "rate" ? wm.rateText(group) : String(VALUE[by](group));
    wm.labels.rename(wm.map, path, wm.t("dashboard.map.county", { name: path.feature.properties.name, value: value }));
  }

  function legend() {
    const unit = by === "rate" ? "%" : wm.t("dashboard.map.unit_cases");
    const swatch = (step) => wm.el("i", { class: "shade-swatch", style: "background:" + (step ? wm.palette.shade.steps[step - 1] : wm.palette.surface.card) });
    const item = (step, words) => wm.el("li", {}, swatch(step), words);
    const items = [item(0, by === "rate" ? wm.t("dashboard.map.no_rate") : "0")];
    let low = by === "rate" ? 0 : 1;
    for (const high of limits) {
      items.push(item(stepOf(high), low === high ? String(high) : wm.t("dashboard.map.range", { low: low, high: high })));
      low = high + 1;
    }
    wm.byId("map-legend").replaceChildren(wm.el("ul", { class: "shade-legend", "aria-label": wm.t("dashboard.map.legend", { what: wm.t("dashboard.map." + by) }) },
      wm.el("li", { class: "muted" }, wm.t("dashboard.map." + by) + " / " + unit), items));
  }

  /** Units without lines of their own are named, with the county that shows them. */
  function undrawn() {
    const named = board.undrawn.filter((unit) => unit.code);
    const words = named.map((unit) => (unit.into ? wm.t("dashboard.map.undrawn", { name: unit.name, into: unit.into }) : wm.t("dashboard.map.undrawn_alone", { name: unit.name })));
    const note = wm.byId("undrawn"), some = Object.keys(board.shaded).length > 0;
    note.textContent = !some && words.length ? wm.t("dashboard.map.no_shapes") : words.length ? wm.t("dashboard.map.undrawn_note", { list: wm.fewOf(words) }) : "";
    note.title = words.join(wm.t("dashboard.comma"));
    note.hidden = !words.length;
  }

  for (const button of document.querySelectorAll("[data-shade]")) {
    button.addEventListener("click", () => { by = button.dataset.shade; if (board) wm.shade(board); });
  }
})(window.wm);
