/* What is near, computed on the phone from a kept area. Points by Vincenty's inverse formula on WGS 84 (a tenth of a
   millimetre); lines and areas by their nearest point in a local plane, then Vincenty: about a metre within 30 km. */
(function (wm) {
  "use strict";
  const A = 6378137, F = 1 / 298.257223563, B = A * (1 - F), RAD = Math.PI / 180;

  /** Distance in metres and azimuth in degrees from one position to another (Vincenty 1975). */
  function inverse(from, to) {
    const L = (to[0] - from[0]) * RAD;
    const u1 = Math.atan((1 - F) * Math.tan(from[1] * RAD)), u2 = Math.atan((1 - F) * Math.tan(to[1] * RAD));
    const s1 = Math.sin(u1), c1 = Math.cos(u1), s2 = Math.sin(u2), c2 = Math.cos(u2);
    let lambda = L, sigma = 0, sinSigma = 0, cosSigma = 1, cos2Alpha = 1, cos2m = 0, x = 0, y = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      x = c2 * Math.sin(lambda);
      y = c1 * s2 - s1 * c2 * Math.cos(lambda);
      sinSigma = Math.hypot(x, y);
      if (sinSigma === 0) return { distance: 0, azimuth: null };
      cosSigma = s1 * s2 + c1 * c2 * Math.cos(lambda);
      sigma = Math.atan2(sinSigma, cosSigma);
      const sinAlpha = (c1 * c2 * Math.sin(lambda)) / sinSigma;
      cos2Alpha = 1 - sinAlpha * sinAlpha;
      cos2m = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha;
      const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
      const before = lambda;
      lambda = L + (1 - C) * F * sinAlpha * (sigma + C * sinSigma * (cos2m + C * cosSigma * (2 * cos2m * cos2m - 1)));
      if (Math.abs(lambda - before) < 1e-12) break;
    }
    const k = (cos2Alpha * (A * A - B * B)) / (B * B);
    const P = 1 + (k / 16384) * (4096 + k * (k * (320 - 175 * k) - 768));
    const Q = (k / 1024) * (256 + k * (k * (74 - 47 * k) - 128));
    const delta = Q * sinSigma * (cos2m + (Q / 4) * (cosSigma * (2 * cos2m * cos2m - 1) -
      (Q / 6) * cos2m * (4 * sinSigma * sinSigma - 3) * (4 * cos2m * cos2m - 3)));
    return { distance: B * P * (sigma - delta), azimuth: (Math.atan2(x, y) / RAD + 360) % 360 };
  }

  /* ---- lines and areas ---- */

  /** Positions as metres east and north of `here`, by the ellipsoid's radii there. */
  function plane(here) {
    const e2 = F * (2 - F), s = Math.sin(here[1] * RAD), w = 1 - e2 * s * s;
    const east = (A / Math.sqrt(w)) * Math.cos(here[1] * RAD) * RAD, north = ((A * (1 - e2)) / Math.pow(w, 1.5)) * RAD;
    return {
      to: (at) => [(at[0] - here[0]) * east, (at[1] - here[1]) * north],
      back: (xy) => [here[0] + xy[0] / east, here[1] + xy[1] / north],
    };
  }

  /** Chains of positions of any geometry, and rings of its areas. */
  function chains(geometry) {
    const c = geometry.coordinates;
    switch (geometry.type) {
      case "Point": return { lines: [[c]], areas: [] };
      case "MultiPoint": return { lines: c.map((one) => [one]), areas: [] };
      case "LineString": return { lines: [c], areas: [] };
      case "MultiLineString": return { lines: c, areas: [] };
      case "Polygon": return { lines: c, areas: [c] };
      case "MultiPolygon": return { lines: [].concat(...c), areas: c };
      default: {
        const parts = (geometry.geometries || []).map(chains);
        return { lines: [].concat(...parts.map((one) => one.lines)), areas: [].concat(...parts.map((one) => one.areas)) };
      }
    }
  }

  function holds(ring, here) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > here[1] !== yj > here[1] && here[0] < ((xj - xi) * (here[1] - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  /** Distance to the edge of a geometry and whether one stands in it. */
  function toEdge(here, geometry) {
    const local = plane(here), parts = chains(geometry);
    let best = Infinity, nearest = null;
    for (const line of parts.lines) {
      let from = local.to(line[0]);
      for (let i = line.length > 1 ? 1 : 0; i < line.length; i += 1) {
        const to = local.to(line[i]), dx = to[0] - from[0], dy = to[1] - from[1], size = dx * dx + dy * dy;
        const share = size ? Math.max(0, Math.min(1, -(from[0] * dx + from[1] * dy) / size)) : 0;
        const x = from[0] + share * dx, y = from[1] + share * dy, square = x * x + y * y;
        if (square < best) { best = square; nearest = [x, y]; }
        from = to;
      }
    }
    const inside = parts.areas.some((rings) => holds(rings[0], here) && !rings.slice(1).some((ring) => holds(ring, here)));
    return Object.assign(inverse(here, local.back(nearest)), { inside: inside });
  }

  function away(here, row) {
    if (!row.shape) return inverse(here, [row.lon, row.lat]);
    const found = toEdge(here, row.shape);
    return found.inside ? { distance: 0, azimuth: null } : found;
  }

  /* ---- the answer, in the shape of /api/nearby ---- */

  const direction = (azimuth) => (azimuth === null ? null : wm.t("nearby.direction." + (Math.round(azimuth / 45) % 8)));

  function answer(area, spot, closed) {
    const here = [spot.lon, spot.lat], near = [], perhaps = [];
    for (const row of area.cases) {
      if (!closed && row.status === "closed") continue;
      const found = away(here, row), vague = row.accuracy_m > area.known_to_m;
      if (found.distance > spot.radius + (vague ? row.accuracy_m : 0)) continue;
      const told = Object.assign({}, row, { distance_m: found.distance, bearing_deg: found.azimuth, direction: direction(found.azimuth), distance_uncertainty_m: row.accuracy_m });
      (vague ? perhaps : near).push({ properties: told });
    }
    const order = (a, b) => a.properties.distance_m - b.properties.distance_m || a.properties.fid - b.properties.fid;
    near.sort(order); perhaps.sort(order);
    return {
      features: near, numberMatched: near.length, numberReturned: near.length,
      perhaps: { features: perhaps, numberMatched: perhaps.length, known_to_m: area.known_to_m },
      position: { lon: spot.lon, lat: spot.lat, radius_m: spot.radius },
      zones: area.zones.map((one) => zone(here, spot.accuracy, area, one)).filter(Boolean),
      sections: area.sections.map((one) => section(here, one)).sort((a, b) => a.distance_m - b.distance_m).slice(0, 3),
    };
  }

  function zone(here, accuracy, area, one) {
    const margin = area.zone_margin_m, words = area.zone_words || {};  // an area of an earlier edition has none
    const found = toEdge(here, one.geometry), doubt = Math.hypot(accuracy, one.accuracy_m);
    if (!found.inside && found.distance > margin + one.accuracy_m + accuracy) return null;
    const verdict = found.distance <= doubt ? "uncertain" : found.inside ? "inside" : "outside";
    return { title: one.title, verdict: verdict, label: wm.label("words.zone", verdict), distance_m: found.inside ? -found.distance : found.distance, uncertainty_m: doubt, decides: verdict === "uncertain" ? decides(found.distance, accuracy, one, words) : null };
  }

  /** What would decide it, as the server says it: a better line, a better position, either, both, or a look on the spot. */
  function decides(distance, accuracy, one, words) {
    const say = (key, values) => (words[key] || "").replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
    if (distance < 1) return say("on_line");
    const needed = (other) => Math.sqrt(Math.max(distance * distance - other * other, 0));  // how good the one must be, the other being what it is
    let line = needed(accuracy), place = needed(one.accuracy_m);
    const key = line < 1 && place < 1 ? "both" : place < 1 ? "edge" : line < 1 ? "place" : "either";
    if (key === "both") line = place = distance / Math.SQRT2;
    return say(key, {
      line: say("line." + one.shoreline), place_accuracy: Math.round(accuracy),
      edge_accuracy: Math.round(one.accuracy_m), line_needed: Math.floor(line), place_needed: Math.floor(place),
    });
  }

  function section(here, one) {
    const found = toEdge(here, one.geometry);
    return Object.assign({}, one, { distance_m: found.distance, bearing_deg: found.azimuth, direction: direction(found.azimuth) });
  }

  /** Whether a position can be one in China, islands included (as the server judges it). */
  const inChina = (lon, lat) => lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54;

  wm.geodesic = { inverse: inverse, toEdge: toEdge, answer: answer, inChina: inChina };
})(window.wm);
