/* What is near: asks the phone (or a point on the map, or typed coordinates), shows the list. Text nodes only. */
(function (wm) {
  "use strict";
  const MAP_DOUBT_M = 50;  // what a finger on the map is off by
  const state = { spot: null, radius: 5000, closed: false };
  const ask = wm.asker();
  const t = wm.t, el = wm.el, byId = wm.byId;
  wm.nearbySpot = () => state.spot;

  /* ---- where from ---- */

  function say(text, alarm) {
    byId("where").textContent = text;
    byId("where").classList.toggle("alarm", Boolean(alarm));
  }

  function byPhone() {
    if (!window.isSecureContext) {
      say(t("nearby.position.insecure"), true);
      return byId("where").append(" ", el("a", { href: "/certificate" }, t("nearby.position.certificate")));
    }
    if (!navigator.geolocation) return say(t("nearby.position.none"), true);
    say(t("nearby.position.waiting"));
    const mine = (asked += 1), late = () => mine !== asked;  // a point was picked in the meantime: it stays
    navigator.geolocation.getCurrentPosition(
      (found) => late() || use(found.coords.longitude, found.coords.latitude, found.coords.accuracy, "by_phone"),
      (error) => late() || say(t("nearby.position." + (["", "refused", "unavailable", "slow"][error.code] || "unavailable")), true),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 10000 }
    );
  }

  /** Whoever has allowed it before finds the list at once. */
  async function atOnce() {
    if (!window.isSecureContext || !navigator.geolocation || !navigator.permissions) return;
    const told = await navigator.permissions.query({ name: "geolocation" }).catch(() => null);
    if (told && told.state === "granted" && !asked) byPhone();
  }

  let asked = 0;  // how often a position was asked for or given
  function use(lon, lat, accuracy, how) {
    asked += 1;
    state.spot = { lon: lon, lat: lat, accuracy: accuracy, how: how };
    say(t("nearby.position." + how, { accuracy: wm.distance(accuracy) }));
    history.replaceState(null, "", "#" + [lon.toFixed(6), lat.toFixed(6), Math.round(accuracy), how].join("/"));
    load();
  }

  /** The position of the address: a link shows the same list. */
  function fromAddress() {
    const match = /^#(-?[\d.]+)\/(-?[\d.]+)\/(\d+)\/(by_phone|by_map|by_hand)$/.exec(location.hash);
    return match ? [Number(match[1]), Number(match[2]), Number(match[3]), match[4]] : null;
  }

  /* ---- the map to pick from: loaded when it is asked for ---- */

  let picking = null;
  function pick() {
    const box = byId("picker");
    box.hidden = !box.hidden;
    byId("by-map").setAttribute("aria-expanded", String(!box.hidden));
    byId("by-map").textContent = t(box.hidden ? "nearby.position.map" : "nearby.position.close");
    if (!box.hidden && !picking) picking = loadMap().catch((error) => trouble(error));
  }

  async function loadMap() {
    const files = byId("content").dataset;
    document.head.append(el("link", { rel: "stylesheet", href: files.leafletCss }));
    await new Promise((resolve, reject) => {
      document.head.append(el("script", { src: files.leafletJs, onload: resolve, onerror: () => reject(new Error(t("map.error.offline"))) }));
    });
    const start = state.spot ? [state.spot.lat, state.spot.lon] : [28.55, 112.35];
    const map = L.map("picker-map", { zoomControl: true, attributionControl: false }).setView(start, state.spot ? 11 : 8);
    const mark = L.circleMarker(start, { radius: 9, color: "#b2182b", weight: 3, fillOpacity: 0.2 });
    if (state.spot) mark.addTo(map);
    map.on("click", (event) => {  // from the first moment: outlines and base maps may be long in coming
      const at = event.latlng.wrap();
      mark.setLatLng(at).addTo(map);
      use(at.lng, at.lat, MAP_DOUBT_M, "by_map");
    });
    const line = (colour, weight) => ({ style: { color: colour, weight: weight, fill: false }, interactive: false });
    const added = [["counties", line("#8a8f86", 1)], ["water", line("#4f8fb5", 1.6)]].map(async ([id, style]) => {
      const answer = await fetch("/api/layers/" + id).catch(() => null);  // without a network: what is kept
      const shapes = answer ? answer.ok && (await answer.json()) : await wm.area.base(id);
      if (shapes) L.geoJSON(shapes, Object.assign({ pointToLayer: () => null }, style)).addTo(map);
    });
    const bases = await wm.area.bases().catch(() => []);
    if (bases.length) {
      L.control.attribution({ prefix: false }).addTo(map);
      wm.bases.offer(map, L.control.layers().addTo(map), bases, 0);
    }
    await Promise.all(added);
  }

  /* ---- the answer ---- */

  async function load() {
    if (!state.spot) return;
    const words = new URLSearchParams({
      lon: state.spot.lon.toFixed(7), lat: state.spot.lat.toFixed(7), accuracy: Math.min(1e6, state.spot.accuracy).toFixed(0),
      radius: String(state.radius), shape: "none", located: "1",
    });
    if (!state.closed) words.append("hide", "closed");
    byId("content").setAttribute("aria-busy", "true");
    try {
      const answer = await ask("/api/nearby?" + words);
      await wm.ready;
      if (answer) { wm.area.online(); show(answer); }
    } catch (error) {
      await wm.ready;
      if (error.message !== t("map.error.offline")) trouble(error);
      else await fromKept().catch((wrong) => trouble(new Error(wm.kept.why(wrong))));
    }
    byId("content").removeAttribute("aria-busy");
  }

  async function fromKept() {
    const answer = await wm.area.answer(Object.assign({ radius: state.radius }, state.spot), state.closed);
    if (!answer) throw new Error(t("kept.no_data"));
    show(answer);
  }

  function trouble(error) {
    const bar = byId("trouble");
    bar.replaceChildren(el("span", {}, error.message), el("button", { type: "button", onclick: load }, t("nearby.ask_again")));
    bar.hidden = false;
  }

  function show(answer) {
    byId("trouble").hidden = true;
    byId("answer").hidden = false;
    const km = answer.position.radius_m / 1000;
    const more = answer.numberMatched > answer.numberReturned ? t("nearby.count_more", { shown: answer.numberReturned }) : "";
    byId("near-count").textContent = t("nearby.count", { radius: km, n: wm.number(answer.numberMatched) }) + more;
    byId("near-list").replaceChildren(...answer.features.map((feature) => card(feature.properties, false)));
    byId("near-none").hidden = answer.features.length > 0;
    byId("near-none").textContent = t("nearby.none", { radius: km });
    const perhaps = answer.perhaps;
    byId("perhaps").hidden = !perhaps.features.length;
    byId("perhaps-title").textContent = t("nearby.perhaps", { n: wm.number(perhaps.numberMatched), km: perhaps.known_to_m / 1000 });
    byId("perhaps-list").replaceChildren(...perhaps.features.map((feature) => card(feature.properties, true)));
    byId("zone-list").replaceChildren(...(answer.zones.length ? answer.zones.map(zone) : [el("li", { class: "muted" }, t("nearby.zones.none"))]));
    byId("section-list").replaceChildren(...(answer.sections.length ? answer.sections.map(section) : [el("li", { class: "muted" }, t("nearby.sections.none"))]));
    wm.visits.reattach();
  }

  function card(row, vague) {
    const flag = row.overdue ? "overdue" : row.lapsed ? "lapsed" : null;
    const away = vague
      ? row.bearing_deg === null ? t("nearby.inside_vague", { doubt: wm.distance(row.distance_uncertainty_m) }) : t("nearby.doubtful", { distance: wm.distance(row.distance_m), doubt: wm.distance(row.distance_uncertainty_m) })
      : row.bearing_deg === null ? t("nearby.inside") : wm.distance(row.distance_m);
    return el("li", { class: "near-card", "data-fid": row.fid },
      el("div", { class: "away" }, arrow(row), el("strong", {}, away), row.direction && el("span", {}, row.direction)),
      el("h3", {}, wm.symbol(row.status, 24, flag), el("a", { href: "/cases/" + encodeURIComponent(row.case_id), onclick: unfold }, row.name || wm.headline(row.problem))),
      el("p", { class: "facts-line" },
        el("span", {}, wm.status(row.status)), flag && el("span", { class: "alarm" }, wm.status(flag)),
        row.county && el("span", {}, row.county),
        el("span", {}, row.deadline ? t("nearby.deadline", { date: row.deadline }) : t("nearby.no_deadline")),
        !vague && el("span", { class: "muted" }, t("nearby.accuracy", { distance: wm.distance(row.accuracy_m) }))),
      el("p", { class: "problem" }, row.problem),
      wm.promise(row),
      el("p", { class: "go" }, el("span", { class: "muted" }, t("nearby.go.title")),
        ...row.navigation.map((way) => el("a", { href: way.href, target: "_blank", rel: "noopener noreferrer" }, way.label))),
      wm.visits.button(row));
  }

  /** Without a network the dossier cannot be had: what was kept of it opens on the card. */
  function unfold(event) {
    if (byId("old").hidden) return;
    event.preventDefault();
    event.target.closest(".near-card").querySelector(".promise").open = true;
  }

  /** Where to, as seen with north at the top. */
  function arrow(row) {
    if (row.bearing_deg === null) return wm.svg("svg", { viewBox: "-12 -12 24 24", class: "needle", "aria-hidden": "true" }, wm.svg("circle", { r: 5 }));
    return wm.svg("svg", { viewBox: "-12 -12 24 24", class: "needle", "aria-hidden": "true" },
      wm.svg("path", { d: "M0 -10L6 8L0 4L-6 8Z", transform: "rotate(" + row.bearing_deg + ")" }));
  }

  function zone(one) {
    return el("li", { class: "zone " + one.verdict },
      el("strong", {}, one.label), el("span", {}, one.title),
      el("span", { class: "muted" }, t("nearby.zones.distance", { distance: wm.distance(Math.abs(one.distance_m)), doubt: wm.distance(one.uncertainty_m) })),
      one.decides && el("span", { class: "muted" }, one.decides));
  }

  function section(one) {
    return el("li", {},
      el("strong", {}, one.name), el("span", {}, (one.direction || "") + " " + wm.distance(one.distance_m)),
      el("span", { class: "muted" }, one.last ? t("nearby.sections.last", { value: one.last }) : t("nearby.sections.no_value")));
  }

  /* ---- hands ---- */

  // What they say comes from the catalogue.
  byId("by-phone").addEventListener("click", () => wm.ready.then(byPhone, trouble));
  byId("by-map").addEventListener("click", () => wm.ready.then(pick, trouble));
  byId("closed-too").addEventListener("change", (event) => { state.closed = event.target.checked; load(); });
  byId("typed-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [lon, lat] = ["lon", "lat"].map((name) => Number(event.target.elements[name].value.trim() || NaN));
    const inChina = wm.geodesic.inChina;
    if (!inChina(lon, lat) && inChina(lat, lon)) wm.ready.then(() => trouble(new Error(t("nearby.position.swapped", { lon: lat, lat: lon }))), trouble);
    else if (isFinite(lon) && isFinite(lat)) wm.ready.then(() => use(lon, lat, 0, "by_hand"), trouble);
    else event.target.elements.lon.focus();
  });
  for (const button of document.querySelectorAll("[data-radius]")) {
    button.addEventListener("click", () => {
      state.radius = Number(button.dataset.radius);
      for (const other of document.querySelectorAll("[data-radius]")) other.setAttribute("aria-pressed", String(other === button));
      load();
    });
  }
  for (const button of document.querySelectorAll(".near-head button")) button.disabled = false;  // before, a press would have been lost
  window.addEventListener("online", () => { if (!byId("old").hidden) load(); });  // what is old gives way as soon as it can
  wm.ready.then(() => { const at = fromAddress(); return at ? use(...at) : atOnce(); }).catch(trouble);
})(window.wm);
