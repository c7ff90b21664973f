/* What the phone keeps: areas for the time without a network, and visits until the server has them (IndexedDB).
   Areas belong to who took them along; visits to who wrote them. */
(function (wm) {
  "use strict";
  const NAME = "geoapp-field";
  let opened = null;

  function open() {
    if (!opened) opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("areas", { keyPath: "name" });
        asked.result.createObjectStore("visits", { keyPath: "client_id" });
        asked.result.createObjectStore("photos", { keyPath: "key" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
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
  kept.dropArea = (name) => work(["areas"], "readwrite", (areas) => { areas.delete(name); });
  kept.forgetAreas = () => work(["areas"], "readwrite", (areas) => { areas.clear(); });
  kept.visits = () => work(["visits"], "readonly", (visits) => visits.getAll());
  kept.putVisit = (visit) => work(["visits"], "readwrite", (visits) => { visits.put(visit); });
  /** A visit and its photos go together: neither is ever without the other. */
  kept.addVisit = (visit, photos) => work(["visits", "photos"], "readwrite", (visits, store) => {
    visits.put(visit);
    for (const photo of photos) store.put({ key: visit.client_id + "/" + photo.sha256, client_id: visit.client_id, sha256: photo.sha256, blob: photo.blob });
  });
  kept.photo = (visit, sha256) => work(["photos"], "readonly", (photos) => photos.get(visit.client_id + "/" + sha256));
  kept.dropVisit = (visit) => work(["visits", "photos"], "readwrite", (visits, photos) => {
    visits.delete(visit.client_id);
    for (const sha256 of visit.photos) photos.delete(visit.client_id + "/" + sha256);
  });

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
