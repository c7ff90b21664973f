/* The map itself: published layers, case symbols, footprints. Folium's skeleton calls wm.layer and wm.cases. */
(function (wm) {
  "use strict";
  const SYMBOL_PX = 28, RING_PX = 44;  // a ring's box: map.css draws it
  /* Leaflet's own panes: overlays 400, markers 600, popups 700. Published layers lie between 300 and 390. */
  const SHAPE_PANE = 395, NAME_PANE = 450, LABEL_PANE = 620;

  /* Leaflet moves each marker by translate3d, which gives each its own layer of the compositor: a hundred pictures to
     draw, keep and put together. With this word it says translate(); the map's own pane stays a layer by map.css. */
  L.Browser.ie3d = true;

  /* ---- panes: each layer its own, so that the order of arrival does not decide what lies on top ---- */

  function pane(map, name, zIndex, passive) {
    const found = map.getPane(name) || map.createPane(name);
    found.style.zIndex = zIndex;
    if (passive) found.style.pointerEvents = "none";
    return name;
  }

  /* ---- published layers ---- */

  const published = [];
  /* What the eye waits for are the symbols: layers, counts and list are asked for once these stand (or failed). */
  let symbolsCame = null;
  wm.firstSymbols = new Promise((resolve) => { symbolsCame = resolve; });
  wm.layers = published;

  /** A layer that is fetched when it is first switched on. */
  wm.layer = function (map, options) {
    const name = pane(map, "layer-" + options.id, options.pane);
    pane(map, "names", NAME_PANE, true);
    published.push(options);
    const renderer = L.svg({ pane: name, padding: 0.4 });  // SVG, not canvas: lower layers stay clickable
    const layer = L.geoJSON(null, {
      pane: name,
      style: (feature) => lineStyle(options.style, feature.properties || {}, renderer),
      pointToLayer: (feature, at) => L.circleMarker(at, { radius: options.style.radius || 5, pane: name, renderer: renderer }),
      onEachFeature: (feature, shape) => nameFeature(map, options.style, feature.properties || {}, shape),
    });
    let asked = false;
    layer.on("remove", () => wm.labels.refresh(map));
    layer.on("add", async () => {
      wm.labels.refresh(map);
      if (asked) return;
      asked = true;
      await Promise.all([wm.ready, wm.firstSymbols]);
      try {
        layer.addData(await wm.asker()(options.url));
        swatches();
      } catch (error) {
        asked = false;
        wm.complain(error, () => layer.fire("add"));
      }
    });
    return layer;
  };

  /** Our style words (layers/*.toml) as Leaflet's; what is schematic is dashed whatever the style says. */
  function lineStyle(style, properties, renderer) {
    const base = Object.assign({}, wm.palette.layer, style);
    return {
      renderer: renderer,
      color: base.stroke || base.fill,
      weight: base.weight,
      opacity: base.stroke_opacity === undefined ? 0.9 : base.stroke_opacity,
      fillColor: base.fill,
      fillOpacity: base.fill ? base.fill_opacity : 0,
      dashArray: (properties.basis === "schematic" ? base.schematic_dash : base.dash) || null,
    };
  }

  /** A small sample of a layer's style, for layer control and printed legend. */
  wm.swatch = function (style) {
    const base = Object.assign({}, wm.palette.layer, style);
    return wm.svg("svg", { viewBox: "0 0 22 14", width: 22, height: 14, class: "symbol", "aria-hidden": "true" },
      wm.svg("rect", {
        x: 1.5, y: 1.5, width: 19, height: 11, fill: base.fill, "fill-opacity": base.fill_opacity,
        stroke: base.stroke || base.fill, "stroke-width": base.weight, "stroke-dasharray": base.dash || null,
      }));
  };

  /** The layer control shows how each layer is drawn. Folium writes the place, we fill it. */
  function swatches() {
    for (const place of document.querySelectorAll(".swatch:empty")) {
      const layer = published.find((options) => options.id === place.dataset.layer);
      if (layer) place.append(wm.swatch(layer.style));
    }
  }

  function nameFeature(map, style, properties, shape) {
    if (!properties.name) return;
    if (style.label) wm.labels.name(map, shape, properties.name);
    const lines = [wm.el("strong", {}, properties.name)];
    if (properties.basis) lines.push(wm.el("span", {}, wm.label("words.basis", properties.basis)));
    if (properties.accuracy_m) lines.push(wm.el("span", {}, wm.t("map.detail.within", { distance: wm.distance(properties.accuracy_m) })));
    if (properties.source) lines.push(wm.el("span", { class: "muted" }, properties.source));
    shape.bindPopup(() => wm.el("div", { class: "layer-popup" }, lines, wm.sectionButton(properties)), { maxWidth: 260 });
  }

  /* ---- case symbols ---- */

  /** The case symbols of the present view and filter. Keeps what has not changed, so that focus and eyes keep it too. */
  wm.cases = function (map, options) {
    wm.map = map;
    prepare(map, options);
    const group = L.layerGroup();
    const shapes = L.layerGroup([], { pane: pane(map, "footprints", SHAPE_PANE, true) });
    const ask = wm.asker();
    const drawn = new Map();

    async function load() {
      map.getContainer().setAttribute("aria-busy", "true");
      try {
        const window = windowOf(map), zoom = Math.round(map.getZoom());
        const answer = await ask("/api/clusters?" + wm.state.query({ bbox: window.join(","), zoom: zoom }), askedEarly(window, zoom));
        await wm.ready;
        if (!answer) return;  // overtaken: the newer one is still to come
        draw(answer);
      } catch (error) {
        await wm.ready.catch(() => null);
        wm.complain(error, load);
        if (wm.arrived) wm.arrived();
        symbolsCame();
      }
      map.getContainer().removeAttribute("aria-busy");
    }

    function draw(answer) {
      const wanted = new Map(answer.symbols.map((symbol) => [JSON.stringify(symbol), symbol]));
      for (const [key, marker] of drawn) if (!wanted.has(key)) { group.removeLayer(marker); drawn.delete(key); }
      const fresh = [];
      for (const [key, symbol] of wanted) {
        if (drawn.has(key)) continue;
        const marker = markerOf(map, symbol);
        drawn.set(key, marker);
        group.addLayer(marker);
        fresh.push(marker);
      }
      shapes.clearLayers();
      for (const symbol of answer.symbols) footprint(map, shapes, symbol, answer.footprints || {});
      wm.byId("empty").hidden = answer.symbols.length > 0;
      markSelected();
      const label = () => { fresh.forEach(nameMarker); wm.labels.symbols(map, [...drawn.values()]); };
      if (announced) label();
      else announceReady(() => { symbolsCame(); label(); });
    }

    function markSelected() {
      const chosen = wm.selected || {};
      for (const marker of drawn.values()) {
        const s = marker.symbol;
        const on = (chosen.fid !== undefined && s.kind === "site" && s.fid === chosen.fid) || (chosen.place && s.place_key === chosen.place);
        const element = marker.getElement();
        if (element) element.classList.toggle("selected", Boolean(on));
      }
    }

    group.on("add", () => {
      shapes.addTo(map);
      map.on("moveend", () => { const c = map.getCenter(); wm.state.keepPosition(map.getZoom(), c.lat, c.lng); load(); });
      wm.state.onChange(load);
      load();
    });
    wm.markSelected = markSelected;
    wm.reload = load;
    return group;
  };

  /* The controls stand beside the symbols and come one frame after them, in their order. The attribution is spoken to at once. */
  const addControl = L.Control.prototype.addTo;
  L.Control.include({
    addTo(map) {
      if (this instanceof L.Control.Attribution) return addControl.call(this, map);
      wm.firstSymbols.then(() => addControl.call(this, map));
      return this;
    },
  });

  /** Leaflet's scale bar in the reader's units. */
  const MetricScale = L.Control.Scale.extend({
    _updateMetric(metres) {
      const round = this._getRoundNum(metres);
      wm.ready.then(() => this._updateScale(this._mScale, wm.distance(round), round / metres));
    },
  });

  function prepare(map, options) {
    map.attributionControl.setPrefix(false);
    if (options.attribution) map.attributionControl.addAttribution(escapeText(options.attribution));
    new MetricScale({ imperial: false, maxWidth: 140 }).addTo(map);
    wm.firstSymbols.then(() => { if (map.fullscreenControl) map.fullscreenControl.options.fullscreenElement = wm.byId("content"); });  // list and detail stay at hand
    pane(map, "labels", LABEL_PANE, true);
    const at = wm.state.position();
    if (at) map.setView([at.lat, at.lon], Math.min(at.zoom, options.maxZoom), { animate: false });
    else map.fitBounds(options.bounds, { padding: [12, 12], animate: false });
    map.getContainer().setAttribute("role", "application");
    wm.ready.then(() => map.getContainer().setAttribute("aria-label", wm.t("map.region")));
    addEventListener("beforeprint", () => forPrint(map, true));
    addEventListener("afterprint", () => forPrint(map, false));
    Promise.all([wm.ready, wm.firstSymbols]).then(() => { speakChinese(map); swatches(); });
  }

  /** What Leaflet and its plug-ins would say in English. */
  function speakChinese(map) {
    const toggle = map.getContainer().querySelector(".leaflet-control-layers-toggle");
    if (toggle) toggle.title = wm.t("map.filter.layers");
    map.on("popupopen", (event) => {
      const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", wm.t("map.close"));
    });
  }

  /* The locate button would alert() in English; this runs before Folium's script makes the button. */
  const locate = L.Control.Locate && (L.Control.Locate.LocateControl || L.Control.Locate);
  if (locate) {
    locate.prototype.options.onLocationError = () => wm.complain(new Error(wm.t("map.error.location")));
    locate.prototype.options.onLocationOutsideMapBounds = () => wm.complain(new Error(wm.t("map.control.locate_outside")));
  }

  /** The printed sheet has its own proportions, and a legend of the layers that are on. */
  function forPrint(map, on) {
    document.body.classList.toggle("printing", on);
    const shown = published.filter((options) => map.getPane("layer-" + options.id).querySelector("path"));
    wm.byId("layer-legend").replaceChildren(...shown.map((options) => wm.el("li", {}, wm.swatch(options.style), options.title)));
    // The sheet has its own proportions: what was in view stays in view, as large as the sheet holds it.
    map.options.zoomSnap = on ? 0.1 : 1;
    if (on) onScreen = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
    map.invalidateSize({ animate: false });
    if (on) map.fitBounds(onScreen.bounds, { animate: false });
    else map.setView(onScreen.centre, onScreen.zoom, { animate: false });
  }

  let onScreen = null;

  /** Leaflet takes attributions as HTML; ours is text. */
  function escapeText(text) {
    return text.replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");
  }

  /** What is asked for: the map and a little more, [west, south, east, north] in degrees. */
  function windowOf(map) {
    const b = map.getBounds().pad(0.1);
    const clamp = (value, limit) => Number(Math.max(-limit, Math.min(limit, value)).toFixed(5));
    return [clamp(b.getWest(), 180), clamp(b.getSouth(), 85), clamp(b.getEast(), 180), clamp(b.getNorth(), 85)];
  }

  /** The answer that the page's first script has asked for, if it holds what the map shows; good for once. */
  function askedEarly(window, zoom) {
    const early = wm.early && wm.early.symbols;
    if (early) wm.early.symbols = null;
    if (!early || early.zoom !== zoom) return null;
    const [west, south, east, north] = early.window;
    return west <= window[0] && south <= window[1] && east >= window[2] && north >= window[3] ? early.answer : null;
  }

  let announced = false;
  /** The first symbols stand. They are shown before the rails are laid out and names are looked for. */
  function announceReady(next) {
    announced = true;
    requestAnimationFrame(() => setTimeout(() => {  // after the frame that shows them
      performance.mark("geoapp-usable");
      window.__ready = performance.now();
      if (wm.arrived) wm.arrived();
      next();
    }));
  }

  /* ---- one symbol ---- */

  function markerOf(map, symbol) {
    const area = symbol.kind !== "cluster" && (symbol.symbol === "area" || symbol.symbol === "corridor");
    symbol.badge = area || symbol.kind === "stack";
    const content = symbol.kind === "cluster" ? wm.ring(symbol) : symbol.badge ? badge(symbol) : single(symbol);
    const size = symbol.kind === "cluster" ? RING_PX : SYMBOL_PX;
    const icon = L.divIcon({ className: "case-symbol " + symbol.kind + (area ? " area" : ""), html: content, iconSize: [size, size] });
    const marker = L.marker([symbol.lat, symbol.lon], { icon: icon, keyboard: true, riseOnHover: true, zIndexOffset: symbol.kind === "cluster" ? 200 : 0 });
    marker.symbol = symbol;
    marker.on("add", () => {
      marker.getElement().addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        openSymbol(map, symbol);
      });
    });
    marker.on("click", () => openSymbol(map, symbol));
    return marker;
  }

  /** For screen readers and as a tooltip. */
  function nameMarker(marker) {
    const element = marker.getElement();
    if (!element) return;  // gone meanwhile
    const name = nameOf(marker.symbol);
    element.setAttribute("aria-label", name);
    element.setAttribute("title", name);
  }

  const flagOf = (symbol) => (symbol.is_overdue || (symbol.overdue && symbol.kind !== "site") ? "overdue" : symbol.is_lapsed ? "lapsed" : null);

  function single(symbol) {
    return wm.symbol(symbol.status, SYMBOL_PX, flagOf(symbol));
  }

  /** Several features on one place, or an area: a label with its count, never a pin. */
  function badge(symbol) {
    const mark = symbol.kind === "stack" ? wm.ring(symbol) : wm.symbol(symbol.status, 22, flagOf(symbol));
    return wm.el("span", { class: "badge" }, mark, symbol.name && wm.el("span", { class: "badge-name" }, symbol.name));
  }

  /** What a screen reader says, and the tooltip. */
  function nameOf(symbol) {
    if (symbol.kind === "site") {
      const flag = flagOf(symbol);
      return wm.t("map.symbol.site", { name: symbol.label || symbol.name || "", status: wm.status(symbol.status) + (flag ? wm.t("map.unit.comma") + wm.status(flag) : "") });
    }
    const mix = wm.statuses().filter((s) => symbol.mix[s]).map((s) => wm.t("map.symbol.part", { status: wm.status(s), n: symbol.mix[s] })).join(wm.t("map.unit.comma"));
    const key = symbol.kind === "stack" ? "map.symbol.stack" : "map.symbol.cluster";
    return wm.t(key, { name: symbol.name || "", sites: wm.number(symbol.count), cases: wm.number(symbol.cases), mix: mix });
  }

  function openSymbol(map, symbol) {
    if (symbol.kind === "cluster") {
      const [west, south, east, north] = symbol.bbox;
      const before = map.getZoom();
      const target = map.getBoundsZoom([[south, west], [north, east]], false, L.point(60, 60));
      // What no zooming can part is listed; else always go closer, or the click seems dead.
      const size = map.project([south, west], map.getMaxZoom()).distanceTo(map.project([north, east], map.getMaxZoom()));
      if (before >= map.getMaxZoom() || size < 12) return wm.openWindow(symbol);
      map.setView([(south + north) / 2, (west + east) / 2], Math.min(Math.max(target, before + 1), map.getMaxZoom()));
    } else if (symbol.kind === "stack") {
      wm.openPlace(symbol.place_key, symbol);
    } else {
      wm.openSite(symbol.fid);
    }
  }

  /* ---- footprints: what is not known to the metre is drawn as wide as it is unknown ---- */

  function footprint(map, shapes, symbol, geometries) {
    if (symbol.kind === "cluster" || symbol.symbol === "pin") return;
    const colour = footprintColour(symbol);
    const style = { pane: "footprints", color: colour, weight: 1.5, opacity: 0.75, dashArray: "5 5", fillColor: colour, fillOpacity: 0.07, interactive: false };
    const geometry = symbol.footprint && geometries[symbol.footprint];
    if (!geometry) {
      if (symbol.accuracy_m) L.circle([symbol.lat, symbol.lon], Object.assign({ radius: symbol.accuracy_m }, style)).addTo(shapes);
      return;
    }
    if (/LineString$/.test(geometry.type)) {
      const width = Math.max(6, Math.min(240, (2 * symbol.accuracy_m) / metresPerPixel(map, symbol.lat)));
      L.geoJSON(geometry, { pane: "footprints", interactive: false, style: { pane: "footprints", color: colour, weight: width, opacity: 0.13, lineCap: "round", lineJoin: "round", fill: false } }).addTo(shapes);
      L.geoJSON(geometry, { pane: "footprints", interactive: false, style: { pane: "footprints", color: colour, weight: 2, opacity: 0.9, dashArray: "7 6", fill: false } }).addTo(shapes);
    } else {
      L.geoJSON(geometry, { pane: "footprints", interactive: false, style: style }).addTo(shapes);
    }
  }

  function footprintColour(symbol) {
    const present = wm.statuses().filter((status) => symbol.mix[status]);
    return present.length === 1 ? wm.palette.status[present[0]].stroke : wm.palette.surface.muted;
  }

  function metresPerPixel(map, lat) {
    return (40075016.686 * Math.cos((lat * Math.PI) / 180)) / Math.pow(2, map.getZoom() + 8);
  }
})(window.wm);
