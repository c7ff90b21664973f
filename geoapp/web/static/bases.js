/* Base maps of the office (PMTiles, MBTiles): loaded only where there is one. Raster sets are plain tile layers; vector
   sets are drawn by protomaps-leaflet, which is fetched when the first of them is switched on. */
(function (wm) {
  "use strict";
  const here = document.currentScript && document.currentScript.dataset;
  const LIBRARY = here ? here.library : "";
  const bases = (wm.bases = { words: here ? JSON.parse(here.words) : {} });
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const plain = (words) => String(words).replace(/[&<>"']/g, (one) => ENTITIES[one]);  // Leaflet takes names for markup
  let library = null;

  function load() {
    if (!library) library = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => resolve(window.protomapsL);
      script.onerror = () => { library = null; reject(new Error(wm.t("map.error.offline"))); };
      document.head.append(script);
    });
    return library;
  }

  /** A Leaflet layer of a set as `/api/tiles` tells it. */
  bases.layer = function (one) {
    const options = {
      minNativeZoom: one.min_zoom, maxNativeZoom: one.max_zoom, minZoom: one.min_zoom, maxZoom: 18,
      attribution: plain(one.attribution || ""), bounds: [[one.bbox[1], one.bbox[0]], [one.bbox[3], one.bbox[2]]],
    };
    if (one.kind === "raster") return L.tileLayer(one.url, options);
    const group = L.layerGroup();  // what is drawn comes with the library
    let asked = null;
    group.on("add", () => {
      asked = asked || load().then((p) => p.leafletLayer(Object.assign(options, { url: one.url, maxDataZoom: one.max_zoom, paintRules: paint(p, one), labelRules: names(p, one), backgroundColor: "#f7f5ef" })));
      asked.then((layer) => { if (!group.hasLayer(layer)) group.addLayer(layer); }).catch((error) => { asked = null; if (wm.complain) wm.complain(error); });
    });
    return group;
  };

  /* Ground in paper tones, so that cases stand out; what a layer is, its name tells (OpenMapTiles, Protomaps, an office's own). */
  const KINDS = [
    [/earth|ocean|sea/i, null, "#f2efe6", "area"], [/landcover|landuse|natural|green|park|forest|wood|grass|farm|绿|林|草|耕/i, null, "#e8eddc", "area"],
    [/water|lake|river|hydro|水|湖|河|江/i, "#7fb0cc", "#d3e4ec", "both"], [/build|建筑|房屋/i, null, "#dfd9cb", "area"],
    [/transport|road|highway|street|路|道/i, "#bdb5a4", null, "line"], [/rail|铁/i, "#8a8f86", null, "line"], [/bound|admin|county|界|县|区/i, "#9a8f9f", null, "both"],
  ];

  function paint(p, one) {
    const rules = [];
    const known = one.layers.map((name) => [name, KINDS.findIndex(([words]) => words.test(name))]);
    known.sort((a, b) => (a[1] < 0 ? 99 : a[1]) - (b[1] < 0 ? 99 : b[1]));
    for (const [name, at] of known) {
      const [, line, fill, what] = at < 0 ? [null, "#8a8f86", null, "both"] : KINDS[at];
      if (fill && what !== "line") rules.push({ dataLayer: name, symbolizer: new p.PolygonSymbolizer({ fill: fill }), filter: (z, feature) => feature.geomType === 3 });
      if (line) rules.push({ dataLayer: name, symbolizer: new p.LineSymbolizer({ color: line, width: (z) => (z < 10 ? 0.7 : z < 14 ? 1.1 : 1.8) }), filter: (z, feature) => feature.geomType !== 1 && (what !== "line" || feature.geomType === 2) });
    }
    return rules;
  }

  function names(p, one) {
    return one.layers.map((name) => ({
      dataLayer: name, filter: (z, feature) => feature.geomType === 1,
      symbolizer: new p.CenteredTextSymbolizer({ labelProps: ["name:zh-Hans", "name:zh", "name", "NAME", "名称"], fill: "#4b4a45", stroke: "#fffefb", width: 2, font: "12px sans-serif" }),
    }));
  }

  /** Puts the sets into a layer control, with the ground without tiles first. `chosen`: the number of the one to begin with. */
  bases.offer = function (map, control, sets, chosen) {
    const none = L.layerGroup();
    const layers = sets.map((one) => bases.layer(one));
    control.addBaseLayer(none, plain(bases.words.without));
    sets.forEach((one, index) => control.addBaseLayer(layers[index], plain(one.title)));
    (layers[chosen] || none).addTo(map);
    return layers;
  };

  bases.listed = async function () {
    const answer = await fetch("/api/tiles", { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : [];
  };

  /* The map page: Folium makes the control; it is caught as it is made. */
  if (window.L && here && here.page === "map") {
    let control = null;
    L.Control.Layers.addInitHook(function () { control = this; });
    window.addEventListener("load", async () => {
      await Promise.all([wm.ready, wm.firstSymbols]);
      const sets = await bases.listed().catch(() => []);
      if (sets.length && control) bases.offer(wm.map, control, sets, -1);
      wm.basesReady = true;
    });
  }
})(window.wm);
