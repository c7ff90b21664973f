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
      await kept.putArea(Object.assign(told, { name: told.area.name, bytes: new Blob([text]).size }));
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
      await keepPage();
      say(t("kept.saved"));
    } catch (error) {
      say(error instanceof TypeError ? t("map.error.offline") : kept.why(error), true);
    }
    fields.keep.disabled = false;
    return list();
  }

  function problem(text) {
    try { return JSON.parse(text); } catch (error) { return null; }
  }

  async function keepPage() {
    const answer = await fetch("/nearby", { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) await (await caches.open("page")).put("/nearby", answer);
  }

  async function list() {
    const all = await mine();
    byId("offline-none").hidden = all.length > 0;
    byId("offline-list").replaceChildren(...all.map((one) => el("li", {},
      el("strong", {}, t("kept.held", { name: one.name, cases: one.counts.cases, sites: one.counts.sites, size: size(one.bytes) })),
      el("span", { class: "muted" }, t("kept.taken", { time: time(one.taken_at) })),
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
      byId("offline-none").textContent = t(window.isSecureContext ? "kept.unsupported" : "kept.insecure");
      return;
    }
    navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch((error) => say(error.message, true));
    byId("offline-form").addEventListener("submit", keep);
    await guard();
    await list();
  }
  if (box) start().catch((error) => say(kept.why(error), true));
})(window.wm);
