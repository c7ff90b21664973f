"use strict";
/* The single-file map. Reads the JSON element, fetches nothing, writes text only by textContent. */
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const CELL_PX = 46, PAGE = 60, MAX_ZOOM = 17, LABELS = 160;
  const byId = (id) => document.getElementById(id);
  const words = data.texts;

  function say(key, values) {
    let text = words[key] === undefined ? key : words[key];
    for (const name of Object.keys(values || {})) text = text.split("{" + name + "}").join(values[name]);
    return text;
  }

  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    fill(made, attributes, children);
    return made;
  }

  function svg(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    fill(made, attributes, children);
    return made;
  }

  function fill(made, attributes, children) {
    for (const name of Object.keys(attributes || {})) if (attributes[name] !== null) made.setAttribute(name, attributes[name]);
    for (const child of children.flat(Infinity)) if (child !== null && child !== undefined) made.append(child);
  }

  /* ---- symbols ---- */

  function symbol(status, size, flag) {
    const style = data.palette.status[status] || data.palette.status.unknown;
    const parts = [svg("path", {
      d: data.palette.shape[style.shape], fill: style.fill, stroke: style.stroke, "fill-rule": "evenodd",
      "stroke-width": style.fill === "#ffffff" ? 3 : 1.5, "stroke-linejoin": "round",
    })];
    if (style.mark) parts.push(svg("path", { d: data.palette.mark[style.mark], fill: "none", stroke: "#fff", "stroke-width": 2.6, "stroke-linecap": "round" }));
    if (flag) {
      const badge = data.palette.flag[flag];
      parts.push(svg("g", { transform: "translate(8 -8) scale(0.62)" },
        svg("path", { d: data.palette.shape[badge.shape], fill: badge.fill, stroke: flag === "overdue" ? "none" : badge.stroke, "stroke-width": 2, "fill-rule": "evenodd" })));
    }
    return svg("svg", { viewBox: "-14 -14 28 28", width: size, height: size, class: "symbol", "aria-hidden": "true" }, parts);
  }

  const flagOf = (one) => (one.overdue ? "overdue" : one.lapsed ? "lapsed" : null);

  /* ---- the selection ---- */

  const chosen = { status: new Set(), county: new Set(), q: "" };
  let shown = [], listed = PAGE, selected = null;

  const haystack = data.cases.map((one) =>
    [one.no, one.name, one.problem, one.rectification, one.quote, one.county, one.lead_unit].filter(Boolean).join("\n").toLowerCase());

  function fits(one, index, without) {
    if (without !== "status" && chosen.status.size && !chosen.status.has(one.status)) return false;
    if (without !== "county" && chosen.county.size && !chosen.county.has(one.county || "")) return false;
    return !chosen.q || haystack[index].indexOf(chosen.q) >= 0;
  }

  function select() {
    shown = data.cases.filter((one, index) => fits(one, index));
    listed = PAGE;
    facet("status", Object.keys(data.palette.status), (value) => say("status." + value), (value) => symbol(value, 20));
    facet("county", [...new Set(data.cases.map((one) => one.county || ""))].sort(), (value) => value || say("offline.no_county"), () => null);
    byId("clear").hidden = !chosen.status.size && !chosen.county.size && !chosen.q;
    const cases = new Set(shown.map((one) => one.case_id)).size, located = shown.filter((one) => one.lon !== null).length;
    const late = new Set(shown.filter((one) => one.overdue).map((one) => one.case_id)).size;
    byId("totals").textContent = say("offline.totals", { cases: cases, sites: shown.filter((one) => one.site_id).length, located: located, late: late });
    list();
    draw();
  }

  function facet(name, values, label, sample) {
    const box = byId("by-" + name).querySelector("div");
    const focus = document.activeElement && document.activeElement.value;
    box.textContent = "";
    for (const value of values) {
      const all = data.cases.filter((one) => (one[name] || "") === value);
      if (!all.length) continue;
      const fitting = data.cases.filter((one, index) => (one[name] || "") === value && fits(one, index, name));
      const count = new Set(fitting.map((one) => one.case_id)).size;  // as the dashboard counts: a case once under each value of its sites
      const tick = el("input", { type: "checkbox", value: value });
      tick.checked = chosen[name].has(value);
      tick.addEventListener("change", () => { if (tick.checked) chosen[name].add(value); else chosen[name].delete(value); select(); });
      box.append(el("label", { class: "choice" }, tick, sample(value), el("span", { class: "name" }, label(value)), el("span", { class: "figure" }, say("offline.count", { cases: count }))));
      if (focus === value) tick.focus();
    }
  }

  /* ---- list and detail ---- */

  function list() {
    const items = byId("items");
    items.textContent = "";
    for (const one of shown.slice(0, listed)) items.append(el("li", {}, itemOf(one)));
    byId("none").hidden = shown.length > 0;
    byId("more").hidden = shown.length <= listed;
    byId("more").textContent = say("offline.more", { n: shown.length - listed });
  }

  function itemOf(one) {
    const facts = [one.no, one.county, one.deadline && say("offline.due", { date: one.deadline }), one.lon === null ? say(one.spatial ? "offline.unlocated" : "offline.not_spatial") : null];
    const late = flagOf(one);
    const button = el("button", { type: "button", class: "item" }, symbol(one.status, 22, late),
      el("span", { class: "words" },
        el("span", { class: "name" }, one.name || one.problem.slice(0, 24)),
        el("span", { class: "facts" }, facts.filter(Boolean).join(" · "), late ? el("span", { class: late === "overdue" ? "late" : "lapsed" }, " " + say("status." + late)) : null),
        el("span", { class: "problem" }, one.problem)));
    button.addEventListener("click", () => show(one, true));
    return button;
  }

  function show(one, move) {
    selected = one;
    const late = flagOf(one);
    const facts = [
      ["offline.fact.no", one.no], ["offline.fact.county", one.county], ["offline.fact.deadline", one.deadline],
      ["offline.fact.lead_unit", one.lead_unit], ["offline.fact.kind", one.kind && say("words.kind." + one.kind)],
      ["offline.fact.accuracy", accuracy(one)], ["offline.fact.how", one.georeferenceProtocol], ["offline.fact.remarks", one.georeferenceRemarks],
      ["offline.fact.notice", one.notice_title], ["offline.fact.issued", one.issued_on],
    ];
    for (const zone of Object.keys(data.zones)) if (one["zone:" + zone]) facts.push([data.zones[zone], say("words.zone." + one["zone:" + zone])]);
    const body = byId("detail");
    body.textContent = "";
    const back = el("button", { type: "button", class: "quiet" }, say("offline.close"));
    back.addEventListener("click", () => { selected = null; body.hidden = true; draw(); });
    body.append(back, el("h2", {}, one.name || one.problem.slice(0, 30)),
      el("p", { class: "state" }, symbol(one.status, 22, late), say("status." + one.status), late ? el("span", { class: late === "overdue" ? "late" : "lapsed" }, say("status." + late)) : null),
      el("h3", {}, say("offline.problem")), el("p", {}, one.problem));
    if (one.rectification) body.append(el("h3", {}, say("offline.rectification")), el("p", {}, one.rectification));
    for (const name of ["quote", "status_quote"]) {
      if (!one[name]) continue;
      const around = one[name + "_around"] || ["", ""];
      body.append(el("h3", {}, say("offline." + name)), el("blockquote", {}, el("span", { class: "muted" }, around[0]), el("mark", {}, one[name]), el("span", { class: "muted" }, around[1])));
    }
    body.append(el("dl", {}, facts.filter((fact) => fact[1]).map((fact) => [el("dt", {}, say(fact[0])), el("dd", {}, fact[1])])));
    if (data.publicUrl) body.append(el("p", {}, el("a", { href: data.publicUrl.replace(/\/+$/, "") + "/cases/" + encodeURIComponent(one.case_id), rel: "noreferrer noopener" }, say("offline.dossier"))));
    body.hidden = false;
    byId("side").scrollTop = 0;
    if (move && one.lon !== null) map.setView([one.lat, one.lon], Math.max(map.getZoom(), zoomFor(one)), { animate: false });
    if (move && innerWidth <= 760) body.scrollIntoView();
    draw();
    back.focus({ preventScroll: true });
  }

  function accuracy(one) {
    if (one.lon === null) return say(one.spatial ? "offline.unlocated" : "offline.not_spatial");
    const m = one.coordinateUncertaintyInMeters;
    const far = m === null ? "" : say("offline.within", { distance: m < 1000 ? say("offline.metres", { n: Math.round(m) }) : say("offline.kilometres", { n: Number((m / 1000).toFixed(1)) }) });
    return [far, one.basis && say("words.basis." + one.basis)].filter(Boolean).join(" · ");
  }

  const zoomFor = (one) => Math.max(8, Math.min(14, Math.round(15 - Math.log2(Math.max(one.coordinateUncertaintyInMeters || 50, 50) / 150))));

  /* ---- the map ---- */

  const map = L.map("map", { zoomControl: false, attributionControl: true, maxZoom: MAX_ZOOM, preferCanvas: false, zoomSnap: 0.5 });
  map.attributionControl.setPrefix(false);
  if (data.reviewNumber) map.attributionControl.addAttribution(say("offline.review", { number: data.reviewNumber }).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";"));
  L.control.zoom({ zoomInTitle: say("offline.zoom_in"), zoomOutTitle: say("offline.zoom_out") }).addTo(map);
  const Scale = L.Control.Scale.extend({
    _updateMetric(metres) {
      const round = this._getRoundNum(metres);
      this._updateScale(this._mScale, round < 1000 ? say("offline.metres", { n: round }) : say("offline.kilometres", { n: round / 1000 }), round / metres);
    },
  });
  new Scale({ imperial: false, maxWidth: 140 }).addTo(map);
  map.createPane("names").style.zIndex = 450;
  map.fitBounds(data.bounds, { animate: false });
  const places = L.layerGroup().addTo(map), marks = L.layerGroup().addTo(map);

  function ground() {
    data.layers.forEach((layer, index) => {
      const pane = map.createPane("layer" + index);
      pane.style.zIndex = 300 + index;
      const style = Object.assign({}, data.palette.layer, layer.style);
      const made = L.geoJSON(layer.features, {
        pane: "layer" + index, interactive: false,
        style: (feature) => ({
          color: style.stroke || style.fill, weight: style.weight, opacity: 0.9, fillColor: style.fill, fillOpacity: style.fill ? style.fill_opacity : 0,
          dashArray: (feature.properties.basis === "schematic" ? style.schematic_dash : style.dash) || null,
        }),
        pointToLayer: (feature, at) => L.circleMarker(at, { radius: style.radius || 4, pane: "layer" + index, interactive: false }),
      });
      if (layer.show) made.addTo(map);
      const tick = el("input", { type: "checkbox" });
      tick.checked = layer.show;
      tick.addEventListener("change", () => { if (tick.checked) made.addTo(map); else map.removeLayer(made); });
      byId("by-layer").querySelector("div").append(el("label", { class: "choice" }, tick, el("span", { class: "name" }, layer.title)));
      if (style.label) names.push(...layer.features.filter((one) => one.properties.name && one.properties.at).slice(0, LABELS).map((one) => one.properties));
    });
  }

  const names = [];
  const labels = L.layerGroup().addTo(map);

  function label() {
    labels.clearLayers();
    const taken = marks.getLayers().map((marker) => { const p = map.latLngToContainerPoint(marker.getLatLng()); return [p.x, p.y, 20]; });
    for (const one of names) {
      const at = map.latLngToContainerPoint(one.at), half = one.name.length * 8.5;
      if (one.width && one.width / metresPerPixel() < half * 2.2) continue;
      if (!map.getBounds().contains(one.at) || taken.some((p) => Math.abs(p[0] - at.x) < p[2] + half && Math.abs(p[1] - at.y) < 22)) continue;
      taken.push([at.x, at.y, half]);
      labels.addLayer(L.tooltip({ permanent: true, direction: "center", className: "place-name", interactive: false, pane: "names" }).setLatLng(one.at).setContent(el("span", {}, one.name)));
    }
  }

  const metresPerPixel = () => 40075016.7 * Math.cos(map.getCenter().lat * Math.PI / 180) / (256 * Math.pow(2, map.getZoom()));

  /** One mark a cell of the screen; what shares one place stays together at every zoom. */
  function draw() {
    marks.clearLayers();
    places.clearLayers();
    const cells = new Map(), groups = [], view = map.getBounds().pad(0.15);
    for (const one of shown) {
      if (one.lon === null || !view.contains([one.lat, one.lon])) continue;
      const p = map.project([one.lat, one.lon]), column = Math.floor(p.x / CELL_PX), row = Math.floor(p.y / CELL_PX);
      let group = near(cells, column, row, p);
      if (!group) {
        group = { at: p, members: [] };
        groups.push(group);
        const key = column + ":" + row;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(group);
      }
      group.members.push(one);
    }
    for (const members of groups.map((group) => group.members)) marks.addLayer(members.length === 1 ? single(members[0]) : several(members));
    if (selected && selected.lon !== null) extent(selected);
    label();
  }

  /** The group so near that its mark would be covered. */
  function near(cells, column, row, p) {
    for (let x = column - 1; x <= column + 1; x += 1) {
      for (let y = row - 1; y <= row + 1; y += 1) {
        const found = (cells.get(x + ":" + y) || []).find((group) => group.at.distanceTo(p) < CELL_PX * 0.85);
        if (found) return found;
      }
    }
    return null;
  }

  function single(one) {
    extent(one);
    const marker = L.marker([one.lat, one.lon], { icon: L.divIcon({ className: "mark" + (one === selected ? " chosen" : ""), html: symbol(one.status, 28, flagOf(one)), iconSize: [28, 28] }), keyboard: true, riseOnHover: true });
    marker.on("add", () => name(marker, say("offline.site", { name: one.name || one.problem.slice(0, 24), status: say("status." + one.status) })));
    return marker.on("click", () => show(one, false));
  }

  function several(members) {
    const box = L.latLngBounds(members.map((one) => [one.lat, one.lon]));
    const late = members.some((one) => one.overdue);
    const marker = L.marker([members[0].lat, members[0].lon], { icon: L.divIcon({ className: "mark", html: el("span", { class: late ? "count late" : "count" }, String(members.length)), iconSize: [34, 34] }), keyboard: true });
    marker.on("add", () => name(marker, say("offline.group", { n: members.length })));
    return marker.on("click", () => {
      const one = box.getNorthEast().equals(box.getSouthWest(), 1e-6) || map.getZoom() >= MAX_ZOOM;
      if (!one) { map.fitBounds(box.pad(0.2), { maxZoom: MAX_ZOOM, animate: false }); return; }
      shown = members.concat(shown.filter((other) => members.indexOf(other) < 0));
      list();
      byId("side").scrollTop = 0;
      show(members[0], false);
    });
  }

  function name(marker, text) {
    const element = marker.getElement();
    if (element) { element.setAttribute("role", "button"); element.setAttribute("aria-label", text); }
  }

  /** How well the place is known: drawn as wide as it is unknown. */
  function extent(one) {
    const colour = one.overdue ? data.palette.flag.overdue.fill : data.palette.surface.accent;
    const style = { color: colour, weight: 1.5, opacity: 0.7, dashArray: "5 5", fillColor: colour, fillOpacity: 0.06, interactive: false };
    const m = one.coordinateUncertaintyInMeters || 0;
    if (one.place && one.place.type !== "Point") {
      if (/Line/.test(one.place.type)) places.addLayer(L.geoJSON(one.place, { interactive: false, style: { color: colour, weight: Math.max(2, 2 * m / metresPerPixel()), opacity: 0.1, lineCap: "round", fill: false } }));
      places.addLayer(L.geoJSON(one.place, { interactive: false, style: style }));
    } else if (m > 100) {
      places.addLayer(L.circle([one.lat, one.lon], Object.assign({ radius: m }, style)));
    }
  }

  /* ---- go ---- */

  document.title = data.title;
  byId("title").textContent = data.title;
  byId("about").textContent = [data.selection, data.dataTime && say("offline.data_time", { time: data.dataTime })].filter(Boolean).join(" · ");
  const search = byId("search");
  search.placeholder = say("offline.search");
  search.setAttribute("aria-label", say("offline.search"));
  let waiting = null;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { chosen.q = search.value.trim().toLowerCase(); select(); }, 120); });
  for (const name_ of ["status", "county", "layer"]) byId("by-" + name_).querySelector("summary").textContent = say("offline.by_" + name_);
  if (innerWidth <= 760) for (const details of document.querySelectorAll("#filters details")) details.open = false;
  byId("clear").textContent = say("offline.clear");
  byId("clear").addEventListener("click", () => { chosen.status.clear(); chosen.county.clear(); chosen.q = search.value = ""; select(); });
  byId("none").textContent = say("offline.none");
  byId("more").addEventListener("click", () => { listed += PAGE; list(); });
  const told = [data.notes.length ? say("offline.left_out", { what: data.notes.join("；") }) : "", data.sources.length ? say("offline.sources", { what: data.sources.join("；") }) : "",
    say("offline.made", { time: data.madeAt, digest: data.digest.slice(0, 32) }), data.reviewNumber ? say("offline.review", { number: data.reviewNumber }) : say("offline.no_review")];
  byId("imprint").append(...told.filter(Boolean).map((line) => el("p", {}, line)));
  ground();
  map.on("moveend", draw);
  select();
  window.__ready = performance.now();
})();
