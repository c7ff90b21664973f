/* Offline on the phone: choosing and keeping an area, the list from it, the service worker. */
(function (wm) {
  "use strict";
  const t = wm.t, el = wm.el, byId = wm.byId, kept = wm.kept, DAYS = 7;
  const person = byId("content").dataset.person;
  const area = (wm.area = {});
  const box = byId("offline");

  const size = (bytes) => (bytes < 1e6 ? t("kept.size_kb", { n: Math.ceil(bytes / 1000) }) : t("kept.size_mb", { n: (bytes / 1e6).toFixed(1) }));
  const time = (moment) => moment.slice(0, 16).replace("T", " ");
  const say = (words, alarm) => { byId("offline-say").textContent = words; byId("offline-say").classList.toggle("alarm", Boolean(alarm)); };

  async function mine() {
    return (await kept.areas()).filter((one) => one.owner === person).sort((a, b) => (a.taken_at < b.taken_at ? 1 : -1));
  }

  /** The list of what is near from a kept area; null where none is kept. The area that holds the position comes first. */
  area.answer = async function (spot, closed) {
    if (!kept.possible) return null;
    if (!wm.geodesic.inChina(spot.lon, spot.lat)) throw new Error(t("kept.bad_position", { lon: spot.lon.toFixed(5), lat: spot.lat.toFixed(5) }));
    const all = await mine();
    if (!all.length) return null;
    const one = all.find((other) => within(other, spot)) || all[0];
    byId("old").hidden = false;
    byId("old-title").textContent = t("kept.offline", { time: time(one.taken_at) }) + (Date.now() - Date.parse(one.taken_at) > DAYS * 864e5 ? "，" + t("kept.old", { days: DAYS }) : "");
    byId("old-note").textContent = (within(one, spot) ? "" : t("kept.outside")) + t("kept.offline_note", { time: time(one.taken_at) });
    return wm.geodesic.answer(one, spot, closed);
  };

  area.online = () => { byId("old").hidden = true; };

  /** Outlines of the kept area for the map to pick from. */
  area.base = async (name) => [].concat(...(await mine()).map((one) => one.base[name] || [])).filter(Boolean);

  function within(one, spot) {
    const at = one.area;
    if (at.center) return wm.geodesic.inverse(at.center, [spot.lon, spot.lat]).distance <= at.radius_m;
    return spot.lon >= at.bbox[0] && spot.lat >= at.bbox[1] && spot.lon <= at.bbox[2] && spot.lat <= at.bbox[3];
  }

  async function keep(event) {
    event.preventDefault();
    await wm.ready;
    const fields = event.target.elements, spot = wm.nearbySpot(), county = fields.county.value.trim();
    if (!county && !spot) return say(t("kept.no_spot"), true);
    const words = new URLSearchParams(county ? { county: county } : { lon: spot.lon.toFixed(6), lat: spot.lat.toFixed(6), radius: fields.radius.value });
    say(t("kept.saving"));
    fields.keep.disabled = true;
    try {
      const answer = await fetch("/api/keep?" + words, { headers: { Accept: "application/json" } });
      const text = await answer.text();
      if (!answer.ok) throw new Error((problem(text) || {}).detail || t("map.error.answer", { status: answer.status }));
      const told = JSON.parse(text);
      const whole = Object.assign(told, { name: told.area.name, bytes: new Blob([text]).size });
      await kept.putArea(whole);
      const said = fields.base && fields.base.value ? await keepTiles(whole, fields.base.value) : null;
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
      await keepPage();
      say(said || t("kept.saved"), Boolean(said));
    } catch (error) {
      say(error instanceof TypeError ? t("map.error.offline") : kept.why(error), true);
    }
    fields.keep.disabled = false;
    return list();
  }

  /* ---- the base map that goes along ---- */

  let sets = [];

  async function offerBases() {
    if (!wm.bases) return;
    sets = await wm.bases.listed().catch(() => []);
    byId("offline-base").hidden = !sets.length;
    byId("offline-base").firstElementChild.textContent = wm.bases.words.take;
    byId("offline-form").elements.base.replaceChildren(el("option", { value: "" }, wm.bases.words.take_none), ...sets.map((one) => el("option", { value: one.id }, one.title)));
  }

  /** A sentence when the tiles could not be kept; the area itself is. */
  async function keepTiles(whole, id) {
    const answer = await fetch("/api/keep/tiles/" + encodeURIComponent(id) + "?bbox=" + whole.area.bbox.join(","));
    if (!answer.ok) return (problem(await answer.text()) || {}).detail || t("map.error.answer", { status: answer.status });
    const bytes = await answer.arrayBuffer(), length = new DataView(bytes).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))), blob = new Blob([bytes.slice(4 + length)]);
    try {
      await kept.putTiles(whole.name, id, head.tiles, blob);
    } catch (error) {
      return wm.bases.words.too_large;
    }
    const set = sets.find((one) => one.id === id);
    await kept.putArea(Object.assign(whole, { tiles: Object.assign({}, set, { max_zoom: head.max_zoom, complete: head.complete, bytes: blob.size }) }));
    return null;
  }

  /** The base maps that can be shown: the server's, without a network those that were kept. */
  area.bases = async function () {
    if (!wm.bases) return [];
    const held = () => mine().then((all) => all.map((one) => one.tiles).filter(Boolean)).catch(() => []);
    const found = await wm.bases.listed().catch(held);
    return found.filter((one, index) => found.findIndex((other) => other.id === one.id) === index);
  };

  function baseLine(one) {
    const words = wm.bases && wm.bases.words[one.tiles.complete ? "held" : "held_part"];
    return words && words.replace("{title}", one.tiles.title).replace("{zoom}", one.tiles.max_zoom).replace("{size}", size(one.tiles.bytes));
  }

  function problem(text) {
    try { return JSON.parse(text); } catch (error) { return null; }
  }

  /** The service worker as it is now, with all that it keeps: a base map may have brought new scripts. */
  async function freshWorker() {
    const held = await navigator.serviceWorker.ready;
    await held.update().catch(() => null);
    const coming = held.installing || held.waiting;
    if (!coming) return;
    await new Promise((done) => {
      const look = () => { if (coming.state === "activated" || coming.state === "redundant") done(); };
      coming.addEventListener("statechange", look);
      setTimeout(done, 20000);
      look();
    });
  }

  async function keepPage() {
    await freshWorker();
    const answer = await fetch("/nearby", { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) await (await caches.open("page")).put("/nearby", answer);
  }

  async function list() {
    const all = await mine();
    byId("offline-none").hidden = all.length > 0;
    byId("offline-list").replaceChildren(...all.map((one) => el("li", {},
      el("strong", {}, t("kept.held", { name: one.name, cases: one.counts.cases, sites: one.counts.sites, size: size(one.bytes) })),
      el("span", { class: "muted" }, t("kept.taken", { time: time(one.taken_at) })),
      one.tiles && el("span", { class: "muted" }, baseLine(one)),
      el("button", { type: "button", onclick: () => kept.dropArea(one.name).then(list) }, t("kept.drop")))));
  }

  /** What is kept is only for who took it along: another person's areas are deleted when he is seen to have come. */
  async function guard() {
    const told = await fetch("/api/csrf", { headers: { Accept: "application/json" } }).then((answer) => answer.json()).catch(() => null);
    if (!told) return;
    const who = told.signed_in ? told.signed_in.name : "";
    if (!who && person) return;  // his session is over: what he took along stays his until he or another comes
    const others = (await kept.areas()).filter((one) => one.owner !== who);
    for (const one of others) await kept.dropArea(one.name);
    if (others.length) say(t("kept.other_person"));
    if (who !== person) await caches.delete("page");
  }

  async function start() {
    await wm.ready;
    if (!kept.possible) {
      byId("offline-form").hidden = true;
      byId("offline-none").hidden = false;
      byId("offline-none").textContent = t(window.isSecureContext ? "kept.unsupported" : "kept.insecure");
      return;
    }
    navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch((error) => say(error.message, true));
    await guard();
    await list();
    await offerBases();
  }
  if (box) {
    byId("offline-form").addEventListener("submit", (event) => keep(event).catch((error) => say(kept.why(error), true)));
    byId("offline-form").elements.keep.disabled = false;
  }
  if (box) start().catch((error) => say(kept.why(error), true));
})(window.wm);
