/* What the phone keeps: areas for the time without a network, and visits until the server has them (IndexedDB).
   Areas belong to who took them along; visits to who wrote them. */
(function (wm) {
  "use strict";
  const NAME = "geoapp-field", STORES = { areas: "name", visits: "client_id", photos: "key", tiles: "name" };
  let opened = null;

  function open() {
    if (!opened) opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 3);
      asked.onupgradeneeded = () => {
        const there = asked.result.objectStoreNames;
        for (const [name, key] of Object.entries(STORES)) if (!there.contains(name)) asked.result.createObjectStore(name, { keyPath: key });
      };
      asked.onblocked = () => reject(new Error(wm.t("kept.blocked")));
      asked.onsuccess = () => {
        const db = asked.result;
        db.onversionchange = () => { db.close(); opened = null; };  // a newer page wants to change it: let it
        db.onclose = () => { opened = null; };
        resolve(db);
      };
      asked.onerror = () => reject(asked.error);
    }).catch((error) => { opened = null; throw error; });  // the next try asks again
    return opened;
  }

  /** Runs `act(store, ...)` in one transaction; resolves, when it is written, to the result of the request it returns. */
  async function work(names, mode, act) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(names, mode);
      const asked = act(...names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(asked ? asked.result : undefined);
      transaction.onerror = transaction.onabort = () => reject(transaction.error || new Error(wm.t("kept.full")));
    });
  }

  const kept = (wm.kept = { possible: Boolean(window.indexedDB && navigator.serviceWorker && window.isSecureContext) });
  kept.areas = () => work(["areas"], "readonly", (areas) => areas.getAll());
  kept.putArea = (area) => work(["areas"], "readwrite", (areas) => { areas.put(area); });
  kept.dropArea = (name) => work(["areas", "tiles"], "readwrite", (areas, tiles) => { areas.delete(name); tiles.delete(name); });
  /** The tiles of an area in one piece: the service worker reads them (sw.js). */
  kept.putTiles = (name, set, index, blob) => work(["tiles"], "readwrite", (tiles) => { tiles.put({ name: name, set: set, index: index, blob: blob }); });

  /** Why the phone did not keep something, in a sentence. */
  kept.why = (error) => (error.name === "QuotaExceededError" ? wm.t("kept.full")
    : window.DOMException && error instanceof DOMException ? wm.t("kept.not_kept", { reason: error.name }) : error.message);

  /* ---- visits: in the phone's memory; what a full phone does not take stands beside it for as long as the page is open ---- */

  const loose = new Map();  // client_id -> { visit, photos: those that stand nowhere else }

  kept.visits = async function () {
    const stored = await work(["visits"], "readonly", (visits) => visits.getAll()).catch((error) => { if (!loose.size) throw error; return []; });
    return stored.filter((one) => !loose.has(one.client_id)).concat(Array.from(loose.values(), (one) => one.visit));
  };
  /** How far a visit has come. A full phone keeps the older state: what is sent again because of it is filed once. */
  kept.putVisit = async function (visit) {
    const beside = loose.get(visit.client_id);
    if (beside && beside.whole) { beside.visit = visit; return; }
    try {
      await work(["visits"], "readwrite", (visits) => { visits.put(visit); });
      loose.delete(visit.client_id);
    } catch (error) {
      loose.set(visit.client_id, { visit: visit, photos: [] });
    }
  };
  /** A visit and its photos go together: neither is ever without the other. */
  kept.addVisit = (visit, photos) => work(["visits", "photos"], "readwrite", (visits, store) => {
    visits.put(visit);
    for (const photo of photos) store.put({ key: visit.client_id + "/" + photo.sha256, client_id: visit.client_id, sha256: photo.sha256, blob: photo.blob });
  });
  /** The same only while this page is open, until the phone has room again. */
  kept.holdVisit = (visit, photos) => { loose.set(visit.client_id, { visit: visit, photos: photos, whole: true }); };
  kept.isLoose = (visit) => Boolean((loose.get(visit.client_id) || {}).whole);
  kept.settle = async function () {
    for (const [id, beside] of loose) {
      if (beside.whole) await kept.addVisit(beside.visit, beside.photos).then(() => loose.delete(id), () => null);
    }
  };
  window.addEventListener("beforeunload", (event) => {
    if (Array.from(loose.values()).some((one) => one.whole)) { event.preventDefault(); event.returnValue = ""; }
  });
  kept.photo = async function (visit, sha256) {
    const beside = (loose.get(visit.client_id) || { photos: [] }).photos.find((one) => one.sha256 === sha256);
    return beside || work(["photos"], "readonly", (photos) => photos.get(visit.client_id + "/" + sha256));
  };
  kept.dropVisit = async function (visit) {
    const beside = loose.get(visit.client_id);
    loose.delete(visit.client_id);
    if (beside && beside.whole) return;
    await work(["visits", "photos"], "readwrite", (visits, photos) => {
      visits.delete(visit.client_id);
      photos.delete(IDBKeyRange.bound(visit.client_id + "/", visit.client_id + "0"));  // all of this visit: "0" follows "/"
    });
  };

  /** SHA-256 of bytes, in hexadecimal. */
  kept.hash = async function (bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (one) => one.toString(16).padStart(2, "0")).join("");
  };

  kept.uuid = function () {
    const random = crypto.getRandomValues(new Uint8Array(16));
    random[6] = (random[6] & 15) | 64;
    random[8] = (random[8] & 63) | 128;
    const hex = Array.from(random, (one) => one.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  /** Local time with its offset, to the second: 2026-01-05T10:00:00+08:00. */
  kept.moment = function (at) {
    const off = -at.getTimezoneOffset(), two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
    return new Date(at.getTime() + off * 60000).toISOString().slice(0, 19) + (off < 0 ? "-" : "+") + two(off / 60) + ":" + two(off % 60);
  };
})(window.wm);
