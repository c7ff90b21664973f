/* Labels on the map: as many as stand free of each other and of the case symbols. Sites come first, then the names of
   layers' features (a polygon's name only where the polygon is wide enough to carry it). */
(function (wm) {
  "use strict";
  const SITES_UP_TO = 40, CHAR_PX = 13.5, LINE_PX = 10, SYMBOL_HALF_PX = 16;
  const names = [];          // {shape, text}: named features of the published layers
  let markers = [];          // the case markers now drawn

  wm.labels = {
    /** Remember the name of a layer's feature; it is shown where there is room. */
    name(map, shape, text) {
      names.push({ shape: shape, text: text, at: null, tooltip: null });
      wm.labels.refresh(map);
    },

    /** The same with other words, for a shape that is named already (or not yet). */
    rename(map, shape, text) {
      const known = names.find((name) => name.shape === shape);
      if (!known) return wm.labels.name(map, shape, text);
      if (known.text === text) return;
      known.text = text;
      if (known.tooltip) known.tooltip.setContent(wm.el("span", {}, text));
      wm.labels.refresh(map);
    },

    /** The case markers now drawn. */
    symbols(map, drawn) {
      markers = drawn;
      arrange(map);
    },

    /** Arrange again, once for many changes. */
    refresh(map) {
      clearTimeout(waiting);
      waiting = setTimeout(() => arrange(map), 60);
    },
  };

  let waiting = null;

  function arrange(map) {
    const taken = markers.map((marker) => symbolBox(map, marker));
    siteLabels(map, taken);
    const view = map.getSize();
    for (const name of names) {
      const box = map.hasLayer(name.shape) && nameBox(map, name, view);
      const free = box && !taken.some((other) => overlaps(box, other));
      if (free) taken.push(box);
      show(map, name, free);
    }
  }

  /** A label is made only when it is first shown: each one costs the browser a layout. */
  function show(map, name, wanted) {
    if (wanted && !name.tooltip) {
      name.tooltip = L.tooltip({ permanent: true, direction: "center", pane: "names", className: "name-label" });
      name.tooltip.setLatLng(name.at).setContent(wm.el("span", {}, name.text));
    }
    if (wanted) map.addLayer(name.tooltip);
    else if (name.tooltip) map.removeLayer(name.tooltip);
  }

  function siteLabels(map, taken) {
    const singles = markers.filter((marker) => marker.symbol.kind === "site" && !marker.symbol.badge);
    for (const marker of singles) {
      marker.unbindTooltip();
      const text = marker.symbol.name;
      if (!text || singles.length > SITES_UP_TO) continue;
      const at = map.latLngToContainerPoint(marker.getLatLng());
      const box = boxAround(at.x + 14 + (CHAR_PX * text.length) / 2, at.y, (CHAR_PX * text.length) / 2);
      if (taken.some((other) => other.of !== marker && overlaps(box, other))) continue;
      box.of = marker;
      taken.push(box);
      marker.bindTooltip(wm.el("span", {}, text), { permanent: true, direction: "right", offset: [12, 0], pane: "labels", className: "site-label" });
    }
  }

  function symbolBox(map, marker) {
    const at = map.latLngToContainerPoint(marker.getLatLng());
    const wide = marker.symbol.badge ? SYMBOL_HALF_PX + 6.5 * Math.min(9, (marker.symbol.name || "").length) : SYMBOL_HALF_PX;
    const box = boxAround(at.x, at.y, wide);
    box.top = at.y - SYMBOL_HALF_PX;
    box.bottom = at.y + SYMBOL_HALF_PX;
    box.of = marker;
    return box;
  }

  function nameBox(map, name, view) {
    const half = ((wm.labels.tight ? CHAR_PX - 3 : CHAR_PX + 2) * name.text.length) / 2;
    const polygon = /Polygon$/.test(name.shape.feature.geometry.type);
    if (polygon) {
      const bounds = name.shape.getBounds();
      const width = map.latLngToContainerPoint(bounds.getNorthEast()).x - map.latLngToContainerPoint(bounds.getSouthWest()).x;
      if (width < half * (wm.labels.tight ? 1.3 : 2.2)) return null;
    }
    if (!name.at) name.at = polygon ? name.shape.getCenter() : name.shape.getLatLng ? name.shape.getLatLng() : name.shape.getBounds().getCenter();
    const at = map.latLngToContainerPoint(name.at);
    const inView = at.x > -half && at.y > 0 && at.x < view.x + half && at.y < view.y;
    return inView ? boxAround(at.x, at.y, half) : null;
  }

  const boxAround = (x, y, half) => ({ left: x - half, right: x + half, top: y - LINE_PX, bottom: y + LINE_PX });
  const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
})(window.wm);
